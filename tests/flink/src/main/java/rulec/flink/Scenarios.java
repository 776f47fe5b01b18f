package rulec.flink;

import java.io.PrintWriter;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.table.api.bridge.java.StreamTableEnvironment;
import org.apache.flink.util.CloseableIterator;

/** Runs all pipelines of a file in one job of a MiniCluster: Scenarios IN OUT. */
public final class Scenarios {
    private Scenarios() {}

    public static void main(String[] args) throws Exception {
        Configuration configuration = new Configuration();
        configuration.setString("taskmanager.memory.network.min", "512m");
        configuration.setString("taskmanager.memory.network.max", "512m");
        configuration.setString("taskmanager.network.memory.exclusive-buffers-request-timeout-ms", "60000");
        configuration.setString("rest.bind-address", "127.0.0.1");
        configuration.setString("rest.bind-port", "0");
        StreamExecutionEnvironment env = StreamExecutionEnvironment.createLocalEnvironment(1, configuration);
        StreamTableEnvironment tables = StreamTableEnvironment.create(env);
        DataStream<String> all = null;
        for (Pipeline pipeline : Pipeline.read(args[0])) {
            DataStream<Element> elements = env.fromData(TypeInformation.of(Element.class), pipeline.elements.toArray(new Element[0]))
                .assignTimestampsAndWatermarks(EveryEvent.strategy(pipeline));
            DataStream<String> results = switch (pipeline.kind) {
                case "join" -> Joins.of(pipeline, elements);
                case "outer" -> Joins.of(pipeline, elements).union(Alone.of(pipeline, elements, "a"), Alone.of(pipeline, elements, "b"));
                case "timer" -> Timers.of(pipeline, elements);
                case "over", "overrows", "overtime" -> LookBacks.of(pipeline, elements, tables);
                default -> Windows.of(pipeline, elements.filter(e -> e.kind.equals("a")));
            };
            all = all == null ? results : all.union(results);
        }
        try (CloseableIterator<String> lines = all.executeAndCollect("scenarios"); PrintWriter out = new PrintWriter(args[1])) {
            while (lines.hasNext()) out.println(lines.next());
        }
    }
}

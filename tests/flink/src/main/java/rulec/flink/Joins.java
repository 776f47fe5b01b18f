package rulec.flink;

import java.time.Duration;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.functions.co.ProcessJoinFunction;
import org.apache.flink.util.Collector;

/** Interval joins of the events a with the events b of one key. */
final class Joins {
    private Joins() {}

    static DataStream<String> of(Pipeline pipeline, DataStream<Element> elements) {
        String name = pipeline.name;
        return elements.filter(e -> e.kind.equals("a")).keyBy(e -> e.key)
            .intervalJoin(elements.filter(e -> e.kind.equals("b")).keyBy(e -> e.key))
            .between(Duration.ofMillis(pipeline.number("lower")), Duration.ofMillis(pipeline.number("upper")))
            .process(new Pairs(name));
    }

    private static final class Pairs extends ProcessJoinFunction<Element, Element, String> {
        private final String name;

        Pairs(String name) {
            this.name = name;
        }

        @Override
        public void processElement(Element a, Element b, Context context, Collector<String> out) {
            out.collect(name + " " + a.key + " " + a.time + " " + b.time + " " + a.amount + " " + b.amount + " "
                + context.getTimestamp());
        }
    }
}

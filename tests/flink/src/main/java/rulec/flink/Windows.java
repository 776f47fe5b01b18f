package rulec.flink;

import java.time.Duration;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.functions.windowing.ProcessWindowFunction;
import org.apache.flink.streaming.api.windowing.assigners.EventTimeSessionWindows;
import org.apache.flink.streaming.api.windowing.assigners.SlidingEventTimeWindows;
import org.apache.flink.streaming.api.windowing.assigners.TumblingEventTimeWindows;
import org.apache.flink.streaming.api.windowing.assigners.WindowAssigner;
import org.apache.flink.streaming.api.windowing.windows.TimeWindow;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

/** Tumbling, sliding and session windows with allowed lateness; what comes too late is listed too. */
final class Windows {
    private Windows() {}

    static DataStream<String> of(Pipeline pipeline, DataStream<Element> elements) {
        Duration size = Duration.ofMillis(pipeline.number("size"));
        Duration offset = Duration.ofMillis(pipeline.number("offset"));
        WindowAssigner<Object, TimeWindow> assigner = switch (pipeline.kind) {
            case "tumbling" -> TumblingEventTimeWindows.of(size, offset);
            case "sliding" -> SlidingEventTimeWindows.of(size, Duration.ofMillis(pipeline.number("every")), offset);
            default -> EventTimeSessionWindows.withGap(Duration.ofMillis(pipeline.number("gap")));
        };
        OutputTag<Element> late = new OutputTag<Element>(pipeline.name + "-late") {};
        String name = pipeline.name;
        SingleOutputStreamOperator<String> closed = elements.keyBy(e -> e.key).window(assigner)
            .allowedLateness(Duration.ofMillis(pipeline.number("late")))
            .sideOutputLateData(late)
            .process(new Stats(name));
        return closed.union(closed.getSideOutput(late).map(e -> name + " late " + e.key + " " + e.time + " " + e.amount));
    }

    private static final class Stats extends ProcessWindowFunction<Element, String, String, TimeWindow> {
        private final String name;

        Stats(String name) {
            this.name = name;
        }

        @Override
        public void process(String key, Context context, Iterable<Element> elements, Collector<String> out) {
            long count = 0;
            long sum = 0;
            long max = Long.MIN_VALUE;
            for (Element e : elements) {
                count++;
                sum += e.amount;
                max = Math.max(max, e.amount);
            }
            TimeWindow w = context.window();
            out.collect(name + " " + key + " " + w.getStart() + " " + w.getEnd() + " " + count + " " + sum + " " + max);
        }
    }
}

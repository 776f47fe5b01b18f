package rulec.flink;

import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Every event counts and moves the timer to `after` behind it; an amount of 0 stops it. The timer tells the count and
 * starts itself again `again` later, up to two times.
 */
final class Timers extends KeyedProcessFunction<String, Element, String> {
    private final String name;
    private final long after;
    private final long again;
    private transient ValueState<Long> count;
    private transient ValueState<Long> rounds;
    private transient ValueState<Long> timer;

    private Timers(Pipeline pipeline) {
        name = pipeline.name;
        after = pipeline.number("after");
        again = pipeline.number("again");
    }

    static DataStream<String> of(Pipeline pipeline, DataStream<Element> elements) {
        return elements.filter(e -> e.kind.equals("a")).keyBy(e -> e.key).process(new Timers(pipeline));
    }

    @Override
    public void open(org.apache.flink.api.common.functions.OpenContext context) {
        count = getRuntimeContext().getState(new ValueStateDescriptor<>("count", Long.class));
        rounds = getRuntimeContext().getState(new ValueStateDescriptor<>("rounds", Long.class));
        timer = getRuntimeContext().getState(new ValueStateDescriptor<>("timer", Long.class));
    }

    private static long orZero(Long value) {
        return value == null ? 0 : value;
    }

    private void start(Context context, long time) throws Exception {
        stop(context);
        context.timerService().registerEventTimeTimer(time);
        timer.update(time);
    }

    private void stop(Context context) throws Exception {
        if (timer.value() != null) context.timerService().deleteEventTimeTimer(timer.value());
        timer.clear();
    }

    @Override
    public void processElement(Element e, Context context, Collector<String> out) throws Exception {
        count.update(orZero(count.value()) + 1);
        rounds.update(0L);
        if (e.amount == 0) {
            stop(context);
        } else {
            start(context, e.time + after);
        }
    }

    @Override
    public void onTimer(long time, OnTimerContext context, Collector<String> out) throws Exception {
        timer.clear();
        out.collect(name + " " + context.getCurrentKey() + " " + time + " " + orZero(count.value()));
        if (orZero(rounds.value()) < 2) {
            rounds.update(orZero(rounds.value()) + 1);
            start(context, time + again);
        }
    }
}

package rulec.flink;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.functions.co.KeyedCoProcessFunction;
import org.apache.flink.util.Collector;

/**
 * The events of one side that no event of the other comes for, told when none can come any more: what Flink's interval
 * join lacks.
 */
final class Alone extends KeyedCoProcessFunction<String, Element, Element, String> {
    private final String name;
    // Of the other side's time, less that of this one.
    private final long lower;
    private final long upper;
    private transient MapState<Long, List<Element>> waiting;
    private transient MapState<Long, Boolean> others;

    private Alone(String name, long lower, long upper) {
        this.name = name;
        this.lower = lower;
        this.upper = upper;
    }

    static DataStream<String> of(Pipeline pipeline, DataStream<Element> elements, String side) {
        boolean isLeft = side.equals("a");
        long lower = isLeft ? pipeline.number("lower") : -pipeline.number("upper");
        long upper = isLeft ? pipeline.number("upper") : -pipeline.number("lower");
        return elements.filter(e -> e.kind.equals(side)).keyBy(e -> e.key)
            .connect(elements.filter(e -> e.kind.equals(isLeft ? "b" : "a")).keyBy(e -> e.key))
            .process(new Alone(pipeline.name, lower, upper));
    }

    @Override
    public void open(org.apache.flink.api.common.functions.OpenContext context) {
        waiting = getRuntimeContext().getMapState(
            new MapStateDescriptor<>("waiting", Types.LONG, Types.LIST(TypeInformation.of(Element.class))));
        others = getRuntimeContext().getMapState(new MapStateDescriptor<>("others", Types.LONG, Types.BOOLEAN));
    }

    @Override
    public void processElement1(Element e, Context context, Collector<String> out) throws Exception {
        for (long time : others.keys()) {
            if (time - e.time >= lower && time - e.time <= upper) return;
        }
        List<Element> same = waiting.get(e.time);
        if (same == null) same = new ArrayList<>();
        same.add(e);
        waiting.put(e.time, same);
        context.timerService().registerEventTimeTimer(e.time + Math.max(upper, 0));
    }

    @Override
    public void processElement2(Element other, Context context, Collector<String> out) throws Exception {
        others.put(other.time, true);
        List<Long> met = new ArrayList<>();
        for (Map.Entry<Long, List<Element>> entry : waiting.entries()) {
            if (other.time - entry.getKey() >= lower && other.time - entry.getKey() <= upper) met.add(entry.getKey());
        }
        for (long time : met) waiting.remove(time);
    }

    @Override
    public void onTimer(long time, OnTimerContext context, Collector<String> out) throws Exception {
        List<Element> alone = waiting.get(time - Math.max(upper, 0));
        if (alone == null) return;
        waiting.remove(time - Math.max(upper, 0));
        for (Element e : alone) {
            out.collect(name + " alone " + e.kind + " " + e.key + " " + e.time + " " + e.amount + " " + time);
        }
    }
}

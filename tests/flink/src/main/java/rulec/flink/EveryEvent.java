package rulec.flink;

import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;

/** Punctuated watermarks: after every event, or at the marks. */
final class EveryEvent implements WatermarkGenerator<Element> {
    private final long delay;
    private final boolean marked;
    private long greatest = Long.MIN_VALUE;

    private EveryEvent(long delay, boolean marked) {
        this.delay = delay;
        this.marked = marked;
    }

    static WatermarkStrategy<Element> strategy(Pipeline pipeline) {
        long delay = pipeline.number("delay");
        boolean marked = pipeline.isMarked();
        return WatermarkStrategy.<Element>forGenerator(context -> new EveryEvent(delay, marked))
            .withTimestampAssigner((element, timestamp) -> element.time);
    }

    @Override
    public void onEvent(Element element, long timestamp, WatermarkOutput output) {
        if (element.kind.equals("w")) {
            output.emitWatermark(new Watermark(element.time));
        } else if (!marked && element.time > greatest) {
            greatest = element.time;
            output.emitWatermark(new Watermark(greatest - delay - 1));
        }
    }

    @Override
    public void onPeriodicEmit(WatermarkOutput output) {}
}

package rulec.flink;

import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.table.api.Schema;
import org.apache.flink.table.api.bridge.java.StreamTableEnvironment;

/** OVER RANGE aggregates of SQL. */
final class LookBacks {
    private LookBacks() {}

    static DataStream<String> of(Pipeline pipeline, DataStream<Element> elements, StreamTableEnvironment tables) {
        tables.createTemporaryView(pipeline.name, elements.filter(e -> e.kind.equals("a")), Schema.newBuilder()
            .column("key", "STRING").column("time", "BIGINT").column("amount", "BIGINT")
            .columnByMetadata("at", "TIMESTAMP_LTZ(3)", "rowtime", false)
            .watermark("at", "SOURCE_WATERMARK()")
            .build());
        String name = pipeline.name;
        return tables.toDataStream(tables.sqlQuery("SELECT `key`, `time`, COUNT(*) OVER w, SUM(amount) OVER w, MAX(amount) OVER w"
            + " FROM " + name + " WINDOW w AS (PARTITION BY `key` ORDER BY `at` RANGE BETWEEN INTERVAL '"
            + pipeline.number("size") / 1000 + "' SECOND PRECEDING AND CURRENT ROW)"))
            .map(row -> name + " " + row.getField(0) + " " + row.getField(1) + " " + row.getField(2) + " " + row.getField(3)
                + " " + row.getField(4));
    }
}

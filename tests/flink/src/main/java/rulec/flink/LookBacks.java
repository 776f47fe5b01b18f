package rulec.flink;

import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.table.api.Schema;
import org.apache.flink.table.api.bridge.java.StreamTableEnvironment;

/** OVER RANGE and OVER ROWS aggregates of SQL. */
final class LookBacks {
    private LookBacks() {}

    static DataStream<String> of(Pipeline pipeline, DataStream<Element> elements, StreamTableEnvironment tables) {
        tables.createTemporaryView(pipeline.name, elements.filter(e -> e.kind.equals("a")), Schema.newBuilder()
            .column("key", "STRING").column("time", "BIGINT").column("amount", "BIGINT")
            .columnByMetadata("at", "TIMESTAMP_LTZ(3)", "rowtime", false)
            .watermark("at", "SOURCE_WATERMARK()")
            .build());
        String name = pipeline.name;
        String frame = pipeline.kind.equals("overrows")
            ? "ROWS BETWEEN " + (pipeline.number("rows") - 1) + " PRECEDING AND CURRENT ROW"
            : "RANGE BETWEEN INTERVAL '" + pipeline.number("size") / 1000 + "' SECOND PRECEDING AND CURRENT ROW";
        return tables.toDataStream(tables.sqlQuery("SELECT `key`, `time`, COUNT(*) OVER w, SUM(amount) OVER w, MAX(amount) OVER w,"
            + " MIN(amount) OVER w, FIRST_VALUE(amount) OVER w, LAST_VALUE(amount) OVER w, AVG(CAST(amount AS DOUBLE)) OVER w,"
            + " STDDEV_POP(CAST(amount AS DOUBLE)) OVER w"
            + " FROM " + name + " WINDOW w AS (PARTITION BY `key` ORDER BY `at` " + frame + ")"))
            .map(row -> {
                StringBuilder line = new StringBuilder(name);
                for (int i = 0; i < 8; i++) line.append(' ').append(row.getField(i));
                for (int i = 8; i < 10; i++) line.append(' ').append(Math.round((Double) row.getField(i) * 10_000));
                return line.toString();
            });
    }
}

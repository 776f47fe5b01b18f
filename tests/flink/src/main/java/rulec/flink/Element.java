package rulec.flink;

/** One line of a pipeline: an event of stream a or b, or a mark that sets the watermark. */
public final class Element {
    public String kind = "";
    public String key = "";
    public long time;
    public long amount;

    public Element() {}

    static Element of(String line) {
        String[] words = line.split(" ");
        Element e = new Element();
        e.kind = words[0];
        if (e.kind.equals("w")) {
            e.time = Long.parseLong(words[1]);
        } else {
            e.key = words[1];
            e.time = Long.parseLong(words[2]);
            e.amount = Long.parseLong(words[3]);
        }
        return e;
    }
}

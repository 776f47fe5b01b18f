package rulec.flink;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A construct with its parameters (milliseconds) and the elements that it gets, in order. */
final class Pipeline {
    final String name;
    final String kind;
    private final Map<String, Long> numbers = new HashMap<>();
    final List<Element> elements = new ArrayList<>();

    private Pipeline(String kind, String name) {
        this.kind = kind;
        this.name = name;
    }

    long number(String what) {
        return numbers.getOrDefault(what, 0L);
    }

    /** Watermarks come from marks only, not from events. */
    boolean isMarked() {
        return numbers.containsKey("marked");
    }

    static List<Pipeline> read(String file) throws Exception {
        List<Pipeline> pipelines = new ArrayList<>();
        for (String line : Files.readAllLines(Path.of(file))) {
            if (line.startsWith("pipeline ")) {
                String[] words = line.split(" ");
                Pipeline pipeline = new Pipeline(words[1], words[2]);
                for (int i = 3; i < words.length; i++) {
                    String[] pair = words[i].split("=");
                    pipeline.numbers.put(pair[0], Long.parseLong(pair[1]));
                }
                pipelines.add(pipeline);
            } else {
                pipelines.get(pipelines.size() - 1).elements.add(Element.of(line));
            }
        }
        return pipelines;
    }
}

package io.millrace.notifier;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.codemodel.JCodeModel;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.jsonschema2pojo.DefaultGenerationConfig;
import org.jsonschema2pojo.Jackson2Annotator;
import org.jsonschema2pojo.SchemaGenerator;
import org.jsonschema2pojo.SchemaMapper;
import org.jsonschema2pojo.SchemaStore;
import org.jsonschema2pojo.rules.RuleFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A client as somebody else would have it made: classes generated from the message schemas, and nothing else. */
final class GeneratedClient {
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private final Map<String, Class<?>> classes = new HashMap<>();

    GeneratedClient(MessageContract contract, Path folder) throws Exception {
        var config = new DefaultGenerationConfig() {
            @Override
            public boolean isIncludeAdditionalProperties() {
                return false;
            }

            @Override
            public String getDateTimeType() {
                return "java.time.Instant";
            }

            @Override
            public boolean isIncludeGeneratedAnnotation() {
                return false;
            }
        };
        var mapper = new SchemaMapper(
                new RuleFactory(config, new Jackson2Annotator(config), new SchemaStore()), new SchemaGenerator());
        var model = new JCodeModel();
        for (var schema : contract.schemas().entrySet()) {
            mapper.generate(
                    model,
                    schema.getValue().get("title").asString(),
                    "client",
                    schema.getValue().toString());
        }
        model.build(folder.toFile(), new PrintStream(PrintStream.nullOutputStream(), false, UTF_8));
        compile(folder);
        var loader =
                URLClassLoader.newInstance(new java.net.URL[] {folder.toUri().toURL()});
        for (var schema : contract.schemas().entrySet()) {
            classes.put(
                    schema.getKey(),
                    loader.loadClass("client." + schema.getValue().get("title").asString()));
        }
    }

    private static void compile(Path folder) throws IOException {
        List<String> sources;
        try (Stream<Path> files = Files.walk(folder)) {
            sources = files.map(Path::toString)
                    .filter(name -> name.endsWith(".java"))
                    .toList();
        }
        var arguments = Stream.concat(Stream.of("-proc:none", "-nowarn", "-d", folder.toString()), sources.stream())
                .toArray(String[]::new);
        int status = ToolProvider.getSystemJavaCompiler().run(null, null, null, arguments);
        if (status != 0) {
            throw new IllegalStateException("what was generated does not compile");
        }
    }

    /** Reads a message; fails where it has a field that the class does not know. */
    Object read(JsonNode message) {
        return JSON.treeToValue(message, classes.get(message.get("type").asString()));
    }
}

package io.millrace.schemas.workflow;

import static java.util.stream.Collectors.toUnmodifiableSet;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SequencedSet;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Finds and reads the descriptors. There is no list of them: the folder is listed, in a directory or in a jar (also one
 * nested in another), so that adding a type touches no existing file.
 */
final class NodeTypeReader {

    private static final String FOLDER = "node-types/";
    private static final String SUFFIX = ".json";

    private NodeTypeReader() {}

    static List<NodeType> readAll(ClassLoader loader) {
        List<NodeType> types = new ArrayList<>();
        try {
            for (String name : names(loader)) {
                types.add(read(loader, name));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the node types", e);
        }
        if (types.isEmpty()) {
            throw new IllegalStateException("no " + FOLDER + "*" + SUFFIX + " on the class path");
        }
        return types;
    }

    private static SequencedSet<String> names(ClassLoader loader) throws IOException {
        SequencedSet<String> names = new TreeSet<>();
        for (URL folder : Collections.list(loader.getResources(FOLDER))) {
            for (String file : files(folder)) {
                if (file.endsWith(SUFFIX)) {
                    names.add(file.substring(0, file.length() - SUFFIX.length()));
                }
            }
        }
        return names;
    }

    private static List<String> files(URL folder) throws IOException {
        if (folder.openConnection() instanceof JarURLConnection jar) {
            // The connection's jar file is the class loader's own, so it is not closed here.
            return Collections.list(jar.getJarFile().entries()).stream()
                    .map(JarEntry::getName)
                    .filter(name -> name.startsWith(FOLDER))
                    .map(name -> name.substring(FOLDER.length()))
                    .toList();
        }
        try (Stream<Path> files = Files.list(Path.of(uri(folder)))) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    private static URI uri(URL url) throws IOException {
        try {
            return url.toURI();
        } catch (URISyntaxException e) {
            throw new IOException("cannot list " + url, e);
        }
    }

    private static NodeType read(ClassLoader loader, String name) throws IOException {
        try (InputStream in = loader.getResourceAsStream(FOLDER + name + SUFFIX)) {
            if (in == null) {
                throw new IOException("cannot open " + FOLDER + name + SUFFIX);
            }
            return read(name, DefinitionJson.read(in.readAllBytes()));
        }
    }

    static NodeType read(String name, JsonNode descriptor) {
        SequencedMap<String, Parameter> parameters = new LinkedHashMap<>();
        descriptor
                .required("parameters")
                .properties()
                .forEach(entry -> parameters.put(entry.getKey(), parameter(entry.getKey(), entry.getValue())));
        return new NodeType(
                name,
                descriptor.required("description").stringValue(),
                descriptor.required("trigger").booleanValue(),
                parameters,
                descriptor
                        .required("outputs")
                        .valueStream()
                        .map(JsonNode::stringValue)
                        .toList(),
                descriptor.optional("outputsFrom").map(JsonNode::stringValue),
                descriptor.optional("bodyFrom").map(JsonNode::stringValue),
                descriptor
                        .path("exactlyOneOf")
                        .valueStream()
                        .map(JsonNode::stringValue)
                        .toList());
    }

    private static Parameter parameter(String name, JsonNode descriptor) {
        JsonNode credential = descriptor.path("credential");
        return new Parameter(
                name,
                descriptor.required("description").stringValue(),
                (ObjectNode) descriptor.required("schema"),
                descriptor.path("required").booleanValue(false),
                descriptor.path("literal").booleanValue(false),
                credential.isArray() || credential.booleanValue(false),
                credential.valueStream().map(JsonNode::stringValue).collect(toUnmodifiableSet()),
                descriptor.path("workflow").booleanValue(false),
                Optional.ofNullable(descriptor.get("default")));
    }
}

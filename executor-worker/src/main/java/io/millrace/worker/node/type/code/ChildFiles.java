package io.millrace.worker.node.type.code;

import io.millrace.worker.node.type.code.child.ScriptHost;
import java.io.IOException;
import java.io.InputStream;
import java.lang.module.ModuleDescriptor;
import java.net.JarURLConnection;
import java.net.URI;
import java.net.URL;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A temporary folder with what the children's class path needs: their own classes, and the engine's jars where those
 * are inside another jar, which a JVM cannot read. A lock says that the folder is in use; one that a killed worker left
 * behind is removed by the next.
 */
final class ChildFiles implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(ChildFiles.class);
    private static final String PREFIX = "millrace-code-";
    private static final String LOCK = "lock";
    private static final String OWN_CLASSES = ScriptHost.class.getPackageName().replace('.', '/') + "/";
    private static final List<String> ENGINE_MODULES = List.of("org.graalvm.", "com.oracle.truffle.");

    private final Path folder;
    private final FileChannel lock;
    private final List<Path> classPath = new ArrayList<>();

    private ChildFiles(Path folder, FileChannel lock) {
        this.folder = folder;
        this.lock = lock;
    }

    static ChildFiles create() throws IOException {
        removeAbandoned(Path.of(System.getProperty("java.io.tmpdir")));
        Path folder = Files.createTempDirectory(PREFIX);
        FileChannel lock =
                FileChannel.open(folder.resolve(LOCK), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        lock.lock();
        ChildFiles files = new ChildFiles(folder, lock);
        files.classPath.add(files.ownClasses());
        for (URL jar : engineJars()) {
            files.classPath.add(files.plainFile(jar));
        }
        return files;
    }

    Path folder() {
        return folder;
    }

    List<Path> classPath() {
        return List.copyOf(classPath);
    }

    /** Temporary folders may be cleaned by others. */
    boolean areThere() {
        return classPath.stream().allMatch(Files::exists);
    }

    private Path ownClasses() throws IOException {
        Path jar = folder.resolve("child.jar");
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
            for (Map.Entry<String, URL> file : ownFiles().entrySet()) {
                out.putNextEntry(new JarEntry(file.getKey()));
                try (InputStream in = file.getValue().openStream()) {
                    in.transferTo(out);
                }
            }
        }
        return jar;
    }

    private static Map<String, URL> ownFiles() throws IOException {
        Map<String, URL> files = new LinkedHashMap<>();
        URL own = found(OWN_CLASSES + ScriptHost.class.getSimpleName() + ".class");
        for (String name : own.openConnection() instanceof JarURLConnection jar ? inJar(jar) : inFolder(own)) {
            files.put(name, found(name));
        }
        return files;
    }

    private static List<String> inJar(JarURLConnection jar) throws IOException {
        // The jar file is the class loader's own, so it is not closed here.
        return Collections.list(jar.getJarFile().entries()).stream()
                .filter(entry -> !entry.isDirectory())
                .map(JarEntry::getName)
                .filter(name -> name.startsWith(OWN_CLASSES))
                .toList();
    }

    private static List<String> inFolder(URL own) throws IOException {
        // The prelude may be in another folder than the classes only where no build has put them together.
        try (Stream<Path> files = Files.list(Path.of(URI.create(own.toString())).resolveSibling("."))) {
            return files.map(file -> OWN_CLASSES + file.getFileName()).toList();
        }
    }

    /** Every module of the engine says its name, whatever its file is called. */
    private static List<URL> engineJars() throws IOException {
        List<URL> jars = new ArrayList<>();
        for (URL url : Collections.list(ChildFiles.class.getClassLoader().getResources("module-info.class"))) {
            if (url.openConnection() instanceof JarURLConnection jar) {
                try (InputStream in = url.openStream()) {
                    String module = ModuleDescriptor.read(in).name();
                    if (ENGINE_MODULES.stream().anyMatch(module::startsWith)) {
                        jars.add(jar.getJarFileURL());
                    }
                }
            }
        }
        return jars;
    }

    private Path plainFile(URL jar) throws IOException {
        if (jar.getProtocol().equals("file")) {
            return Path.of(URI.create(jar.toString()));
        }
        Path copy = folder.resolve("engine-" + classPath.size() + ".jar");
        try (InputStream in = jar.openStream()) {
            Files.copy(in, copy);
        }
        return copy;
    }

    private static URL found(String name) throws IOException {
        URL url = ChildFiles.class.getClassLoader().getResource(name);
        if (url == null) {
            throw new IOException(name + " is not on the class path");
        }
        return url;
    }

    private static void removeAbandoned(Path parent) throws IOException {
        try (Stream<Path> folders = Files.list(parent)) {
            for (Path folder : folders.filter(
                            path -> path.getFileName().toString().startsWith(PREFIX))
                    .toList()) {
                try (FileChannel lock = FileChannel.open(folder.resolve(LOCK), StandardOpenOption.WRITE);
                        FileLock ours = lock.tryLock()) {
                    if (ours != null) {
                        remove(folder);
                    }
                } catch (IOException | OverlappingFileLockException e) {
                    log.debug("{} is left alone", folder, e);
                }
            }
        }
    }

    private static void remove(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }

    @Override
    public void close() throws IOException {
        remove(folder);
        lock.close();
    }
}

package io.millrace.standalone;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** Where everything is kept: what passes through the system, and the key that makes tokens for it. */
final class DataFolder {

    private DataFolder() {}

    /** Makes the folder, its owner's alone, where there is none. */
    static void make(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            Files.createDirectories(folder);
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        }
    }
}

package io.millrace.worker;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class LayeringTest {
    private static final JavaClasses WORKER = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.millrace.worker");

    @Test
    void theCoreIsPure() {
        classes()
                .that()
                .resideInAPackage("..worker.execution..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "java..",
                        "org.jspecify..",
                        "org.pcollections..",
                        "org.apache.avro..",
                        "io.millrace.schemas..",
                        "..worker.execution..",
                        "io.millrace.expression..",
                        "..worker.node")
                .check(WORKER);
    }

    @Test
    void theCoreAsksNoClock() {
        noClasses()
                .that()
                .resideInAPackage("..worker.execution..")
                .should()
                .callMethod(java.time.Instant.class, "now")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(System.class, "nanoTime")
                .check(WORKER);
    }

    @Test
    void nodesKnowNeitherTheCoreNorKafka() {
        noClasses()
                .that()
                .resideInAPackage("..worker.node..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("..worker.execution..", "..worker.loop..", "org.apache.kafka..")
                .check(WORKER);
    }

    @Test
    void scriptsRunBesideNothingElse() {
        classes()
                .that()
                .resideInAPackage("..code.child..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("java..", "org.jspecify..", "org.graalvm.polyglot..", "..code.child..")
                .check(WORKER);
        noClasses()
                .that()
                .resideOutsideOfPackage("..code.child..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.graalvm..")
                .check(WORKER);
    }
}

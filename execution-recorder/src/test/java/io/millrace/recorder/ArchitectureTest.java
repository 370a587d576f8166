package io.millrace.recorder;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    private final JavaClasses classes = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.millrace.recorder");

    @Test
    void recordingAndQueryingMeetOnlyWhereExecutionsAreAnnouncedAsFinished() {
        noClasses()
                .that()
                .resideInAPackage("..recorder.record..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("..recorder.query..")
                .check(classes);
        noClasses()
                .that()
                .resideInAPackage("..recorder.query..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("..recorder.record..", "..recorder.fold..")
                .check(classes);
    }

    @Test
    void theFoldIsPure() {
        classes()
                .that()
                .resideInAPackage("..recorder.fold..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "java.lang..",
                        "java.util..",
                        "java.time",
                        "io.millrace.recorder.fold..",
                        "io.millrace.schemas.event..",
                        "org.apache.avro.specific..",
                        "org.jspecify..")
                .check(classes);
    }

    @Test
    void packagesDoNotDependOnOneAnotherInCircles() {
        slices().matching("io.millrace.recorder.(*)..")
                .should()
                .beFreeOfCycles()
                .check(classes);
    }
}

package io.millrace.schemas;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class SchemasArchitectureTest {

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.millrace.schemas");

    @Test
    void theContractKnowsNoFramework() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.springframework..", "jakarta..", "io.micrometer..")
                .check(CLASSES);
    }

    @Test
    void theModelIsPure() {
        classes()
                .that()
                .resideInAPackage("io.millrace.schemas.workflow..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "java..",
                        "org.jspecify.annotations",
                        "io.millrace.schemas.event",
                        "io.millrace.schemas.workflow..",
                        "io.millrace.schemas.template..",
                        "io.millrace.schemas.schedule..",
                        "io.millrace.schemas.address",
                        "org.apache.avro..",
                        "tools.jackson..",
                        "com.networknt.schema..")
                .check(CLASSES);
    }

    @Test
    void templatesKnowOnlyTheExpressionLibrary() {
        classes()
                .that()
                .resideInAPackage("io.millrace.schemas.template..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "java..",
                        "org.jspecify.annotations",
                        "io.millrace.schemas.template..",
                        "com.dashjoin.jsonata..")
                .check(CLASSES);
    }

    @Test
    void packagesFormNoCycle() {
        slices().matching("io.millrace.schemas.(*)..").should().beFreeOfCycles().check(CLASSES);
    }
}

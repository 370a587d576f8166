package io.millrace.expression;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class LayeringTest {

    @Test
    void expressionsKnowTheContractAndTheirLibraryOnly() {
        classes()
                .that()
                .resideInAPackage("io.millrace.expression..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "java..",
                        "org.jspecify..",
                        "com.dashjoin.jsonata..",
                        "tools.jackson.core..",
                        "tools.jackson.databind..",
                        "io.millrace.schemas..",
                        "io.millrace.expression..")
                .check(new ClassFileImporter()
                        .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                        .importPackages("io.millrace.expression"));
    }
}

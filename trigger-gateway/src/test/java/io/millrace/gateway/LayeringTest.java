package io.millrace.gateway;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class LayeringTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.millrace.gateway");

    @Test
    void bodiesAndTheLogKnowNothingOfWhatTheyAreUsedFor() {
        noClasses()
                .that()
                .resideInAnyPackage("..gateway.body..", "..gateway.log..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("..gateway.definition..", "..gateway.trigger..")
                .check(CLASSES);
    }

    @Test
    void definitionsKnowNothingOfTriggers() {
        noClasses()
                .that()
                .resideInAPackage("..gateway.definition..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("..gateway.trigger..")
                .check(CLASSES);
    }

    @Test
    void onlyTheLogWritesToKafka() {
        noClasses()
                .that()
                .resideOutsideOfPackage("..gateway.log..")
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("org.apache.kafka.clients.producer.Producer")
                .check(CLASSES);
    }
}

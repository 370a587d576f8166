package io.millrace.notifier;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class LayeringTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.millrace.notifier");

    @Test
    void theStreamKnowsNoSockets() {
        noClasses()
                .that()
                .resideInAPackage("..notifier.stream..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "..notifier.socket..",
                        "jakarta.servlet..",
                        "org.springframework.web..",
                        "org.springframework.http..")
                .check(CLASSES);
    }

    @Test
    void onlyTheReadersKnowKafkasClients() {
        noClasses()
                .that()
                .haveNameNotMatching(".*\\.(LogConsumer|LogClients|LiveReader|Following|Kafka\\w+)(\\$.*)?")
                .should()
                .dependOnClassesThat(describe(
                        "are Kafka's clients, not mere data",
                        type -> type.getPackageName().startsWith("org.apache.kafka.clients")
                                && !type.getSimpleName().equals("ConsumerRecord")))
                .check(CLASSES);
    }

    @Test
    void servicesDoNotKnowOneAnother() {
        classes()
                .should()
                .onlyDependOnClassesThat()
                .resideOutsideOfPackages("io.millrace.gateway..", "io.millrace.worker..", "io.millrace.recorder..")
                .check(CLASSES);
    }
}

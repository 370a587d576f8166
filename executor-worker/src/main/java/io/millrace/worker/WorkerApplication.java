package io.millrace.worker;

import io.micrometer.core.instrument.MeterRegistry;
import io.millrace.expression.ExpressionException;
import io.millrace.schemas.callback.CallbackKeys;
import io.millrace.schemas.callback.CallbackToken;
import io.millrace.schemas.credential.CredentialStore;
import io.millrace.schemas.idempotency.IdempotencyWindow;
import io.millrace.schemas.process.FatalErrors;
import io.millrace.schemas.workflow.WorkflowParser;
import io.millrace.worker.execution.CallbackUrls;
import io.millrace.worker.loop.Definitions;
import io.millrace.worker.loop.Engine;
import io.millrace.worker.loop.KafkaClients;
import io.millrace.worker.node.NodeType;
import io.millrace.worker.node.NodeTypes;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.context.annotation.Bean;

/**
 * The worker: {@code loop/} reads triggers and writes events, {@code execution/} decides, {@code node/} runs nodes with
 * parameters that {@code expression/} evaluates.
 */
@SpringBootApplication(proxyBeanMethods = false)
@EnableConfigurationProperties(WorkerSettings.class)
public class WorkerApplication {
    /** Starts the worker alone. */
    public static void main(String[] args) {
        FatalErrors.endTheProcess();
        application().run(args);
    }

    /** The application, configured by {@code executor-worker.yaml}; for whoever starts it beside others. */
    public static SpringApplicationBuilder application() {
        return new SpringApplicationBuilder(WorkerApplication.class).properties("spring.config.name=executor-worker");
    }

    @Bean
    Clock clock() {
        return Clock.systemUTC();
    }

    @Bean
    NodeTypes nodeTypes(List<NodeType> types, UnaryOperator<NodeType> credentialed) {
        return new NodeTypes(
                types.stream().map(credentialed).toList(), io.millrace.schemas.workflow.NodeTypes.onClassPath());
    }

    @Bean
    KafkaClients kafkaClients(KafkaProperties properties) {
        return new KafkaClients(
                properties.buildConsumerProperties(),
                properties.buildProducerProperties(),
                properties.buildAdminProperties());
    }

    /** Without a key no workflow learns where to send a callback. */
    @Bean
    CallbackUrls callbackUrls(
            @Value("${millrace.callbacks.keys:}") List<String> encodedKeys,
            @Value("${millrace.public-urls.gateway:http://localhost:8080}") String gateway) {
        CallbackKeys keys = CallbackKeys.ofBase64(encodedKeys);
        return (execution, wait) -> {
            if (keys.isEmpty()) {
                throw ExpressionException.unusable("this worker has no key to sign callbacks with");
            }
            var token = new CallbackToken(
                    execution.executionId(),
                    execution.workflowId(),
                    execution.ownerId(),
                    wait.nodeId(),
                    wait.iteration());
            return gateway + "/callbacks/" + keys.sign(token);
        };
    }

    @Bean
    Definitions definitions(KafkaClients clients, NodeTypes types, CallbackUrls callbackUrls) {
        return new Definitions(
                clients.definitions(),
                new WorkflowParser(io.millrace.schemas.workflow.NodeTypes.onClassPath()),
                types,
                callbackUrls);
    }

    /** Started last and stopped first: while it works, all that it uses is there. */
    @Bean(initMethod = "start", destroyMethod = "close")
    Engine engine(
            WorkerSettings settings,
            @Value("${millrace.idempotency.window:24h}") Duration window,
            @Value("${millrace.topics.partitions:16}") int partitions,
            KafkaClients clients,
            Definitions definitions,
            CredentialStore credentials,
            MeterRegistry registry,
            Clock clock) {
        return new Engine(
                settings,
                new IdempotencyWindow(window),
                partitions,
                clients,
                definitions,
                credentials.tail(),
                registry,
                clock,
                FatalErrors::exit);
    }
}

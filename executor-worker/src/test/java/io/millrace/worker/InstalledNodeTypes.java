package io.millrace.worker;

import io.millrace.worker.node.NodeType;
import io.millrace.worker.node.NodeTypes;
import java.util.List;
import java.util.Map;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.MapPropertySource;

/** The node types that a worker has, found as the worker finds them; http nodes may call this machine. */
@Configuration(proxyBeanMethods = false)
@ComponentScan("io.millrace.worker.node.type")
@EnableConfigurationProperties
public class InstalledNodeTypes {

    /** A context that holds {@link NodeTypes}; to be closed. */
    public static AnnotationConfigApplicationContext open() {
        var context = new AnnotationConfigApplicationContext();
        context.getEnvironment()
                .getPropertySources()
                .addFirst(new MapPropertySource(
                        "test", Map.of("millrace.worker.http.allowed-targets", "localhost,127.0.0.1")));
        context.register(InstalledNodeTypes.class);
        context.refresh();
        return context;
    }

    @Bean
    NodeTypes nodeTypes(List<NodeType> types) {
        return new NodeTypes(types, io.millrace.schemas.workflow.NodeTypes.onClassPath());
    }
}

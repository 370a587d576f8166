package io.millrace.schemas.workflow;

import java.util.ArrayList;
import java.util.List;

/** Collects the places where nodes name credentials. */
final class Credentials {

    private Credentials() {}

    static List<CredentialReference> in(List<Node> nodes, NodeTypes types) {
        List<CredentialReference> references = new ArrayList<>();
        for (int i = 0; i < nodes.size(); i++) {
            Node node = nodes.get(i);
            Pointer parameters = Pointer.ROOT.at("nodes").at(i).at("parameters");
            types.find(node.type()).stream()
                    .flatMap(type -> type.parameters().values().stream())
                    .filter(Parameter::credential)
                    .forEach(parameter -> node.parameters()
                            .path(parameter.name())
                            .stringValueOpt()
                            .ifPresent(id -> references.add(new CredentialReference(
                                    id, parameters.at(parameter.name()).toString()))));
        }
        return references;
    }
}

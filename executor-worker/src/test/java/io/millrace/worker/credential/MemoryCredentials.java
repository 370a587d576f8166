package io.millrace.worker.credential;

import io.millrace.schemas.credential.OpenCredential;
import io.millrace.schemas.workflow.CredentialName;
import io.millrace.worker.node.CredentialException;
import io.millrace.worker.node.NodeCalls;
import io.millrace.worker.node.SlowNode;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Credentials of one owner, kept in memory. */
public final class MemoryCredentials implements Credentials {
    private final Map<String, OpenCredential> byId = new HashMap<>();
    private final Map<String, OpenCredential> renewed = new HashMap<>();

    public MemoryCredentials put(String id, String type, String data) {
        byId.put(id, open(id, type, data, Optional.empty()));
        return this;
    }

    /** One with a token, and another to be had when that is refused. */
    public MemoryCredentials putOauth(String id, String type, String token, String next) {
        byId.put(id, open(id, type, "{}", Optional.of(token)));
        renewed.put(id, open(id, type, "{}", Optional.of(next)));
        return this;
    }

    /** The node with these credentials, as the worker runs it. */
    public SlowNode guard(SlowNode node) {
        return new GuardedNode(node, this);
    }

    @Override
    public OpenCredential open(String ownerId, CredentialName name, String parameter) {
        OpenCredential found = name instanceof CredentialName.ById(String id) ? byId.get(id) : null;
        if (found == null || !ownerId.equals(NodeCalls.OWNER)) {
            throw CredentialException.unusable("there is no credential " + name, parameter);
        }
        return found;
    }

    @Override
    public Optional<OpenCredential> renew(String ownerId, OpenCredential refused) {
        return Optional.ofNullable(renewed.get(refused.id()));
    }

    private static OpenCredential open(String id, String type, String data, Optional<String> token) {
        return new OpenCredential(
                id, type, (ObjectNode) JsonMapper.shared().readTree(data), token.map(text -> JsonMapper.shared()
                        .createObjectNode()
                        .put("accessToken", text)));
    }
}

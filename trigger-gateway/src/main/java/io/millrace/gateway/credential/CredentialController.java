package io.millrace.gateway.credential;

import io.millrace.gateway.body.ReadsBody;
import io.millrace.gateway.body.RequestBodies;
import io.millrace.gateway.definition.Page;
import io.millrace.schemas.credential.CredentialTypes;
import io.millrace.schemas.credential.StoredCredential;
import io.millrace.schemas.problem.ProblemType;
import io.millrace.web.Caller;
import io.millrace.web.ProblemException;
import io.millrace.web.Refuses;
import io.millrace.web.WebSettings;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Lets owners keep credentials: secrets go in, never out. */
@RestController
@RequestMapping("/credentials")
@Tag(name = "credentials")
@Refuses({ProblemType.OVERLOADED, ProblemType.LOG_UNAVAILABLE})
final class CredentialController {
    private static final Pattern ID = Pattern.compile("[a-z0-9][a-z0-9_-]{0,62}");

    private final CredentialChanges changes;
    private final Credentials credentials;
    private final CredentialUses uses;
    private final RequestBodies bodies;
    private final URI gateway;

    CredentialController(
            CredentialChanges changes,
            Credentials credentials,
            CredentialUses uses,
            RequestBodies bodies,
            WebSettings settings) {
        this.changes = changes;
        this.credentials = credentials;
        this.uses = uses;
        this.bodies = bodies;
        this.gateway = settings.publicUrls().gateway();
    }

    /**
     * What an owner sees of a credential.
     *
     * @param authorized whether a token was fetched with it; false for types that have none
     * @param tokenExpiresAt when that token ends; null when it is not known
     * @param usedBy the ids of the workflows whose live or newest version names it
     */
    @Schema(name = "Credential")
    record View(
            String id,
            String name,
            String type,
            Instant createdAt,
            Instant updatedAt,
            boolean authorized,
            @Nullable Instant tokenExpiresAt,
            List<String> usedBy) {}

    @PutMapping("/{id}")
    @Operation(
            summary = "Store a credential, encrypted",
            operationId = "putCredential",
            description = "`data` is as the type describes it. Whoever stores it again replaces all of it.")
    @ApiResponse(responseCode = "200", description = "Replaced", useReturnTypeSchema = true)
    @ApiResponse(responseCode = "201", description = "Created", useReturnTypeSchema = true)
    @ReadsBody
    @Refuses({ProblemType.INVALID_BODY, ProblemType.CREDENTIAL_IN_USE, ProblemType.CREDENTIALS_UNAVAILABLE})
    ResponseEntity<View> put(Caller caller, @PathVariable String id, HttpServletRequest request) throws IOException {
        if (!ID.matcher(id).matches()) {
            throw new ProblemException(
                    ProblemType.INVALID_REQUEST,
                    "a credential id has 1 to 63 of a-z, 0-9, _ and -, and begins with a letter or a digit");
        }
        boolean created = changes.store(caller, id, CredentialRequest.read(bodies.bytes(request)));
        var answer = created ? ResponseEntity.created(URI.create(gateway + "/credentials/" + id)) : ResponseEntity.ok();
        return answer.body(get(caller, id));
    }

    @GetMapping("/{id}")
    @Operation(summary = "Show a credential, without what is in it", operationId = "getCredential")
    @Refuses(ProblemType.NOT_FOUND)
    View get(Caller caller, @PathVariable String id) {
        return credentials
                .catalog()
                .find(caller.owner(), id)
                .map(this::view)
                .orElseThrow(() -> CredentialChanges.missing(id));
    }

    @GetMapping
    @Operation(
            summary = "List credentials, without what is in them",
            operationId = "listCredentials",
            description = "Those that changed last come first.")
    @Refuses(ProblemType.INVALID_QUERY)
    Page<View> list(
            Caller caller,
            @RequestParam(required = false) @Nullable String type,
            @RequestParam(defaultValue = "50") int limit,
            @RequestParam(required = false) @Nullable String cursor) {
        if (type != null && CredentialTypes.find(type).isEmpty()) {
            throw ProblemException.invalidQuery("type", "there is no such type of credentials");
        }
        return Page.of(
                credentials
                        .catalog()
                        .all(caller.owner())
                        .filter(credential -> type == null || credential.type().equals(type)),
                credential -> "%015d/%s".formatted(credential.updatedAt().toEpochMilli(), credential.id()),
                this::view,
                cursor,
                limit);
    }

    @DeleteMapping("/{id}")
    @Operation(
            summary = "Delete a credential",
            operationId = "deleteCredential",
            description = "Refused while a live workflow needs it: `credential-in-use` names them.")
    @ApiResponse(responseCode = "204", description = "Deleted")
    @Refuses({ProblemType.NOT_FOUND, ProblemType.CREDENTIAL_IN_USE})
    ResponseEntity<Void> delete(Caller caller, @PathVariable String id) {
        changes.delete(caller, id);
        return ResponseEntity.noContent().build();
    }

    private View view(StoredCredential credential) {
        return new View(
                credential.id(),
                credential.name(),
                credential.type(),
                credential.createdAt(),
                credential.updatedAt(),
                credential.token().isPresent(),
                credential.tokenExpiresAt().orElse(null),
                uses.of(credential));
    }
}

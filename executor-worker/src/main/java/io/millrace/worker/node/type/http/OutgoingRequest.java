package io.millrace.worker.node.type.http;

import io.millrace.schemas.credential.CredentialHeader;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.message.BasicHeader;

/**
 * A request, complete as it is sent.
 *
 * @param secretHeaders names, in lower case, of headers that are for this origin alone
 */
record OutgoingRequest(String method, URI uri, List<Header> headers, Optional<byte[]> body, Set<String> secretHeaders) {

    static final Set<String> SECRET_HEADERS = Set.of("authorization", "cookie");

    /** The same with the header, instead of any of its name, which is for this origin alone. */
    OutgoingRequest with(CredentialHeader header) {
        String name = lower(header.name());
        List<Header> all = new ArrayList<>(headers);
        all.removeIf(given -> lower(given.getName()).equals(name));
        all.add(new BasicHeader(header.name(), header.value()));
        Set<String> secret = new HashSet<>(secretHeaders);
        secret.add(name);
        return new OutgoingRequest(method, uri, List.copyOf(all), body, Set.copyOf(secret));
    }

    /** A form of it that can be sent once. */
    HttpUriRequestBase toSend() {
        HttpUriRequestBase request = new HttpUriRequestBase(method, uri);
        headers.forEach(request::addHeader);
        // The content type is among the headers.
        body.ifPresent(bytes -> request.setEntity(new ByteArrayEntity(bytes, null)));
        return request;
    }

    /**
     * The request that follows a redirect as browsers do: 307 and 308 repeat it, others fetch. Credentials stay behind
     * when it leaves for another origin.
     *
     * @throws URISyntaxException if the location is none that can be followed
     */
    OutgoingRequest redirected(int status, String location) throws URISyntaxException {
        URI target = uri.resolve(new URI(location));
        requireAddress(target);
        boolean repeat = status == 307 || status == 308 || method.equals("GET") || method.equals("HEAD");
        boolean sameOrigin = origin(target).equals(origin(uri));
        List<Header> kept = headers.stream()
                .filter(header -> sameOrigin || !secretHeaders.contains(lower(header.getName())))
                .filter(header -> repeat || !lower(header.getName()).equals("content-type"))
                .toList();
        return new OutgoingRequest(
                repeat ? method : "GET", target, kept, repeat ? body : Optional.empty(), secretHeaders);
    }

    /** The address for people, without its query, which may hold secrets. */
    String describe() {
        return method + " " + uri.getScheme() + "://" + uri.getRawAuthority() + uri.getRawPath();
    }

    /** Refuses what is not an http or https address or has credentials in it. */
    static void requireAddress(URI uri) throws URISyntaxException {
        String scheme = uri.getScheme();
        if (scheme == null || !Set.of("http", "https").contains(lower(scheme)) || uri.getRawAuthority() == null) {
            throw new URISyntaxException(uri.toString(), "not an absolute http or https address");
        }
        if (uri.getRawAuthority().contains("@")) {
            throw new URISyntaxException(uri.toString(), "credentials have no place in an address");
        }
    }

    private static String origin(URI uri) {
        return lower(uri.getScheme() + "://" + uri.getRawAuthority());
    }

    private static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }
}

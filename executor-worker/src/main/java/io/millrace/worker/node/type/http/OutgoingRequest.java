package io.millrace.worker.node.type.http;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;

/** A request, complete as it is sent. */
record OutgoingRequest(String method, URI uri, List<Header> headers, Optional<byte[]> body) {

    private static final Set<String> CREDENTIALS = Set.of("authorization", "cookie");

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
                .filter(header -> sameOrigin || !CREDENTIALS.contains(lower(header.getName())))
                .filter(header -> repeat || !lower(header.getName()).equals("content-type"))
                .toList();
        return new OutgoingRequest(repeat ? method : "GET", target, kept, repeat ? body : Optional.empty());
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

package io.millrace.gateway.body;

import io.millrace.schemas.problem.ProblemType;
import io.millrace.web.ProblemException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.tomcat.util.http.fileupload.FileItemIterator;
import org.apache.tomcat.util.http.fileupload.FileItemStream;
import org.apache.tomcat.util.http.fileupload.FileUpload;
import org.apache.tomcat.util.http.fileupload.UploadContext;
import org.springframework.http.MediaType;

/**
 * Reads {@code multipart/form-data} by the servlet container's own parser, from memory and into memory: the body was
 * read and bounded before, because signatures are over its bytes.
 */
final class MultipartParser {
    private static final int MAX_PART_HEADERS = 4096;

    private final int maxParts;

    MultipartParser(int maxParts) {
        this.maxParts = maxParts;
    }

    /**
     * The parts by name: a text, or of a file its bytes; of several of one name a list.
     *
     * @throws ProblemException if it cannot be read, or there are too many parts
     */
    Map<String, Object> fields(MediaType type, byte[] body) {
        var upload = new FileUpload();
        upload.setPartHeaderSizeMax(MAX_PART_HEADERS);
        upload.setHeaderEncoding("UTF-8");
        var fields = new LinkedHashMap<String, List<Object>>();
        try {
            FileItemIterator parts = upload.getItemIterator(new Body(type.toString(), body));
            for (int count = 0; parts.hasNext(); count++) {
                if (count == maxParts) {
                    throw new ProblemException(
                            ProblemType.INVALID_BODY, "the body has more than " + maxParts + " parts");
                }
                FileItemStream part = parts.next();
                fields.computeIfAbsent(part.getFieldName(), name -> new ArrayList<>(1))
                        .add(value(part));
            }
        } catch (IOException | IllegalArgumentException e) {
            throw new ProblemException(ProblemType.INVALID_BODY, "the multipart body cannot be read", e);
        }
        return FormFields.single(fields);
    }

    private static Object value(FileItemStream part) throws IOException {
        byte[] bytes;
        try (InputStream content = part.openStream()) {
            bytes = content.readAllBytes();
        }
        MediaType type = BodyParser.mediaType(part.getContentType());
        if (part.isFormField()) {
            return BodyParser.text(bytes, BodyParser.charset(type));
        }
        return Binary.of(type.toString(), part.getName(), bytes);
    }

    /** The body as the parser wants it. */
    private static final class Body implements UploadContext {
        private final String contentType;
        private final byte[] bytes;

        Body(String contentType, byte[] bytes) {
            this.contentType = contentType;
            this.bytes = bytes;
        }

        @Override
        public long contentLength() {
            return bytes.length;
        }

        @Override
        public String getCharacterEncoding() {
            return "UTF-8";
        }

        @Override
        public String getContentType() {
            return contentType;
        }

        @Override
        public InputStream getInputStream() {
            return new ByteArrayInputStream(bytes);
        }
    }
}

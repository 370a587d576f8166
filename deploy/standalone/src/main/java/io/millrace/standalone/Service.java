package io.millrace.standalone;

import java.net.URI;
import java.util.Map;
import org.springframework.boot.builder.SpringApplicationBuilder;

/**
 * One of the four services, as production starts it.
 *
 * @param name for people
 * @param url where it answers
 * @param application its own, untouched
 * @param settings what only it is told
 */
record Service(String name, URI url, SpringApplicationBuilder application, Map<String, String> settings) {}

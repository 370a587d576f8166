package io.millrace.benchmark.live;

import io.millrace.benchmark.Broker;
import io.millrace.benchmark.Report;
import io.millrace.benchmark.ServiceProcess;
import io.millrace.benchmark.Tokens;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** A broker, a notifier, users with sockets and executions that are played: what the three programs share. */
final class LiveLoad implements AutoCloseable {
    private static final int PARTITIONS = 16;
    /** Until everything has been told; a notifier that was killed starts anew meanwhile. */
    private static final int PATIENCE_SECONDS = 300;

    private final Report report;
    private final int users;
    private final int rate;
    private final List<String> tokens = new ArrayList<>();
    private final Broker broker;
    private final ServiceProcess notifier;
    private final Publisher publisher;
    private final Fleet fleet = new Fleet();
    private final Verdict verdict = new Verdict();
    private final Latencies latencies = new Latencies();
    private final Path folder;

    /** Starts broker and notifier; the users' sockets come with {@link #follow}. */
    LiveLoad(Report report) throws IOException, GeneralSecurityException {
        this.report = report;
        users = report.setting("live.users", 200);
        rate = report.setting("live.rate", 300);
        String heap = report.setting("live.heap", "512m");
        long seed = Long.getLong("live.seed", System.nanoTime());
        report.line("`live.seed`", seed);
        folder = report.folder("live");
        var signer = new Tokens(folder);
        for (int user = 0; user < users; user++) {
            tokens.add(signer.of(user(user)));
        }
        broker = new Broker(folder);
        notifier = new ServiceProcess(
                "notifier",
                folder,
                List.of("-Xmx" + heap),
                List.of(
                        "--spring.kafka.bootstrap-servers=" + broker.bootstrapServers(),
                        "--millrace.topics.partitions=" + PARTITIONS,
                        "--millrace.tickets.key=a-secret-that-is-only-for-this-benchmark",
                        "--spring.security.oauth2.resourceserver.jwt.public-key-location="
                                + signer.publicKey().toUri()));
        notifier.start();
        publisher = new Publisher(
                broker.bootstrapServers(),
                IntStream.range(0, users).mapToObj(LiveLoad::user).toList(),
                PARTITIONS,
                seed);
    }

    private static String user(int number) {
        return "user-" + number;
    }

    ServiceProcess notifier() {
        return notifier;
    }

    Fleet fleet() {
        return fleet;
    }

    /** The tokens of so many users, one after the other. */
    List<String> tokens(int count) {
        return IntStream.range(0, count).mapToObj(i -> tokens.get(i % users)).toList();
    }

    /** Opens sockets, shared evenly among the users; returns when all are subscribed. */
    void follow(int sockets) throws InterruptedException {
        for (int i = 0; i < sockets; i++) {
            fleet.add(follower(i, journal(i, latencies)));
        }
        fleet.awaitBegun();
    }

    /** Sockets that are there besides, from now on: neither their times nor what they miss before count. */
    Fleet strangers(int sockets) {
        var others = new Fleet();
        var unmeasured = new Latencies();
        for (int i = 0; i < sockets; i++) {
            PlayedJournal journal = journal(i, unmeasured);
            journal.beginAt(System.nanoTime());
            others.add(follower(i, journal));
        }
        return others;
    }

    private PlayedJournal journal(int number, Latencies times) {
        return new PlayedJournal(user(number % users), publisher.executions(), verdict, times);
    }

    private Follower follower(int number, Journal journal) {
        return new Follower(notifier.port(), tokens.get(number % users), journal, verdict);
    }

    /**
     * Plays so long; shows what it cost and how late the messages were.
     *
     * @param companions what goes on meanwhile and has to end, too
     */
    void play(String name, int seconds, Thread... companions) throws IOException, InterruptedException {
        latencies.take();
        Duration before = notifier.process().cpu();
        long messages = verdict.messages.sum();
        long begin = System.nanoTime();
        publisher.play(rate, Math.multiplyExact(rate, seconds));
        for (Thread companion : companions) {
            companion.join();
        }
        fleet.awaitComplete(PATIENCE_SECONDS);
        double took = (System.nanoTime() - begin) / 1e9;
        Duration cpu = notifier.process().cpu().minus(before);
        report.line(name + ": messages", verdict.messages.sum() - messages);
        report.line(name + ": load late by at most, ms", publisher.mostLateMillis());
        report.percentiles(name + ": durable to received", latencies.take());
        report.line(
                name + ": notifier's CPU",
                "%.1f s in %.1f s, %.2f cores".formatted(cpu.toMillis() / 1e3, took, cpu.toMillis() / 1e3 / took));
        memory(name);
    }

    void memory(String name) throws IOException, InterruptedException {
        report.line(
                name + ": notifier's memory",
                "heap after a collection %d MB, resident %d MB"
                        .formatted(notifier.liveHeap() >> 20, notifier.process().resident() >> 20));
    }

    /** Cuts each socket once in an interval on average, until the thread is interrupted. */
    Thread cut(Duration interval) {
        List<Follower> all = fleet.followers();
        long pauseNanos = interval.toNanos() / all.size();
        return Thread.ofPlatform().name("cutter").start(() -> {
            try {
                while (true) {
                    TimeUnit.NANOSECONDS.sleep(pauseNanos);
                    all.get(ThreadLocalRandom.current().nextInt(all.size())).cut();
                }
            } catch (InterruptedException e) {
                // that was all
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    /** Settles the journals and reports whether they are in order. */
    void settle() throws IOException, InterruptedException {
        List<String> metrics = notifier.metrics();
        fleet.close();
        report.line("connections", verdict.connects.sum() + ", refused or broken " + verdict.failedConnects.sum());
        report.line("told of others' executions", verdict.foreign.sum());
        report.line("repeats", verdict.repeats.sum());
        report.line("gaps", verdict.gaps.sum());
        report.line("missing at the end", verdict.missing.sum());
        report.line("reloads", verdict.reloads.sum());
        metrics.stream()
                .filter(line -> line.matches(
                        "millrace_notifier_(ends|resumes|reloads|replay|dropped|interruptions|messages|sent).*"))
                .forEach(line -> report.line("notifier", line));
        verdict.examples().forEach(example -> report.line("for example", example));
        report.verdict("", verdict.isClean(), "every event once and in order, or an explicit reload");
    }

    @Override
    public void close() {
        publisher.close();
        notifier.close();
        broker.close();
    }
}

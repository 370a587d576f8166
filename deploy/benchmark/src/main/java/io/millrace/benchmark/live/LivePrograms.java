package io.millrace.benchmark.live;

import io.millrace.benchmark.Report;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** The three programs; each is void if a journal has a gap, a repeat or somebody else's event. */
public final class LivePrograms {
    /** For those who come back to be told what they missed. */
    private static final int PATIENCE_SECONDS = 60;

    private LivePrograms() {}

    /** Sockets that stay open. */
    public static void steady(Report report) throws Exception {
        int sockets = report.setting("live.sockets", 2000);
        int seconds = report.setting("live.seconds", 120);
        run(report, load -> {
            load.follow(sockets);
            load.play("warm-up", warmUp(report));
            load.play("steady", seconds);
        });
    }

    /** Every socket is cut and comes back again and again, and the notifier is killed twice. */
    public static void churn(Report report) throws Exception {
        int sockets = report.setting("live.sockets", 2000);
        int seconds = report.setting("live.seconds", 120);
        int interval = report.setting("live.cut-seconds", 10);
        int kills = report.setting("live.kills", 2);
        run(report, load -> {
            load.follow(sockets);
            load.play("warm-up", warmUp(report));
            Thread cutter = load.cut(Duration.ofSeconds(interval));
            Thread killer = Thread.ofPlatform().name("killer").start(() -> kill(load, kills, seconds));
            load.play("churn", seconds, killer);
            cutter.interrupt();
            cutter.join();
        });
    }

    private static void kill(LiveLoad load, int kills, int seconds) {
        try {
            for (int i = 0; i < kills; i++) {
                TimeUnit.MILLISECONDS.sleep(seconds * 1000L / (kills + 1));
                load.notifier().process().kill();
                load.notifier().start();
            }
        } catch (Exception e) {
            throw new IllegalStateException("the notifier was not started again", e);
        }
    }

    /** Sockets that never read, and many that come back at once, beside others that must not notice. */
    public static void storm(Report report) throws Exception {
        int sockets = report.setting("live.sockets", 1000);
        int deaf = report.setting("live.deaf", 100);
        int storm = report.setting("live.storm", 1000);
        int seconds = report.setting("live.seconds", 60);
        run(report, load -> {
            load.follow(sockets);
            // What those take who come back is compiled as well before anything is measured.
            try (var returning = load.strangers(storm)) {
                returning.awaitBegun();
                int warmUp = report.setting("live.warm-up-seconds", 40);
                load.play("warm-up", warmUp, cutter(returning, warmUp / 8, warmUp));
                returning.awaitComplete(PATIENCE_SECONDS);
            }
            load.play("alone", seconds);
            var unreading = new Deaf(load.notifier().port(), load.tokens(deaf));
            load.play("beside those that never read", seconds);
            try (var stormers = load.strangers(storm)) {
                stormers.awaitBegun();
                load.play("and a thousand more", seconds);
                load.play("these all cut at once, thrice", seconds, cutter(stormers, 3, seconds));
                stormers.awaitComplete(PATIENCE_SECONDS);
            }
            load.memory("after them");
            unreading.close();
        });
    }

    /** Cuts all of them at once, so many times in so many seconds. */
    private static Thread cutter(Fleet fleet, int times, int seconds) {
        return Thread.ofPlatform().name("cutter").start(() -> {
            try {
                for (int i = 0; i < times; i++) {
                    TimeUnit.MILLISECONDS.sleep(seconds * 1000L / (times + 1));
                    for (Follower follower : fleet.followers()) {
                        follower.cut();
                    }
                }
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
    }

    private static int warmUp(Report report) {
        return report.setting("live.warm-up-seconds", 10);
    }

    @FunctionalInterface
    private interface Plan {
        void follow(LiveLoad load) throws Exception;
    }

    private static void run(Report report, Plan plan) throws Exception {
        try (var load = new LiveLoad(report)) {
            plan.follow(load);
            load.settle();
        }
    }
}

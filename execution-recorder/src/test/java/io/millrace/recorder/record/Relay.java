package io.millrace.recorder.record;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stands between clients and PostgreSQL. It counts how often the server said that it is ready for the next statement,
 * which is how often a client has waited, and can keep the server's answers back.
 */
final class Relay implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Relay.class);
    private static final int READY = 'Z';

    private final URI server;
    private final ServerSocket door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final AtomicInteger waits = new AtomicInteger();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition released = lock.newCondition();
    private boolean holding;

    /** @param url JDBC's, with host and port */
    Relay(String url) throws IOException {
        server = URI.create(url.substring("jdbc:".length()));
        Thread.ofVirtual().start(this::accept);
    }

    /** The same database by way of this. */
    String url() {
        return "jdbc:" + server.toString().replace(":" + server.getPort() + "/", ":" + door.getLocalPort() + "/");
    }

    /** How often a client has waited for an answer. */
    int waits() {
        return waits.get();
    }

    /** From now on nobody hears from the server. */
    void hold() {
        hold(true);
    }

    /** Lets through what was kept back, and what follows. */
    void release() {
        hold(false);
    }

    private void hold(boolean on) {
        lock.lock();
        try {
            holding = on;
            released.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void accept() {
        try {
            while (true) {
                Socket client = door.accept();
                Thread.ofVirtual().start(() -> relay(client));
            }
        } catch (IOException e) {
            log.debug("closed", e);
        }
    }

    private void relay(Socket client) {
        try (client;
                Socket database = new Socket(server.getHost(), server.getPort())) {
            client.setTcpNoDelay(true);
            database.setTcpNoDelay(true);
            Thread.ofVirtual().start(() -> questions(client, database));
            answers(database.getInputStream(), client.getOutputStream());
        } catch (IOException | InterruptedException e) {
            log.debug("somebody hung up", e);
        }
    }

    private static void questions(Socket client, Socket database) {
        try {
            client.getInputStream().transferTo(database.getOutputStream());
            database.shutdownOutput();
        } catch (IOException e) {
            log.debug("somebody hung up", e);
        }
    }

    private void answers(InputStream from, OutputStream to) throws IOException, InterruptedException {
        var in = new DataInputStream(from);
        var out = new DataOutputStream(to);
        to.write(in.read()); // whether it could be encrypted: the only answer that is no message
        to.flush();
        // A message is a letter, its length, which counts itself, and as much.
        for (int type = in.read(); type >= 0; type = in.read()) {
            byte[] body = new byte[in.readInt() - Integer.BYTES];
            in.readFully(body);
            awaitRelease();
            if (type == READY) {
                waits.incrementAndGet();
            }
            out.write(type);
            out.writeInt(body.length + Integer.BYTES);
            out.write(body);
        }
    }

    private void awaitRelease() throws InterruptedException {
        lock.lock();
        try {
            while (holding) {
                released.await();
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() throws IOException {
        door.close();
        release();
    }
}

package io.millrace.gateway.log;

import io.millrace.schemas.topic.TopicTail;

/** A topic of one partition that is read from its start, and followed, once all topics are there. */
public interface FollowedTopic {
    String topic();

    /** What reads it. */
    TopicTail tail();

    /** Whether it has been read to its end once. */
    boolean complete();

    /** Waits until what the topic held when it was asked has been read. */
    void awaitComplete(long end) throws InterruptedException;
}

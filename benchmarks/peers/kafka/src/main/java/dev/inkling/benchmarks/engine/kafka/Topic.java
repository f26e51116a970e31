package dev.inkling.benchmarks.engine.kafka;

import dev.inkling.benchmarks.engine.Events;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.LongSerializer;

/**
 * Events in a topic: the key is the record's, the event time its timestamp, user and value are its
 * 16 bytes. A key is in one partition only, as a producer's own partitioner has it.
 */
final class Topic implements AutoCloseable {

  /** The key of records that only show how late it is. */
  static final long NO_KEY = -1;

  private final String name;
  private final int partitions;
  private final KafkaProducer<Long, byte[]> producer;

  Topic(String broker, String name, int partitions)
      throws InterruptedException, ExecutionException {
    this.name = name;
    this.partitions = partitions;
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker))) {
      NewTopic topic = new NewTopic(name, Optional.of(partitions), Optional.empty());
      admin.createTopics(List.of(topic)).all().get();
    }
    producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", broker, "linger.ms", 20, "batch.size", 1 << 18),
            new LongSerializer(),
            new ByteArraySerializer());
  }

  String name() {
    return name;
  }

  void fill(Events events, long count) {
    for (long i = 0; i < count; i++) {
      long key = events.key(i);
      byte[] value =
          ByteBuffer.allocate(16).putLong(events.user(i)).putDouble(events.value(i)).array();
      int partition = (int) (key % partitions);
      producer.send(new ProducerRecord<>(name, partition, events.timeMs(i), key, value));
    }
    producer.flush();
  }

  /** Tells every partition that event time has come so far. */
  void advance(long timeMs) {
    for (int partition = 0; partition < partitions; partition++) {
      producer.send(new ProducerRecord<>(name, partition, timeMs, NO_KEY, new byte[16]));
    }
    producer.flush();
  }

  @Override
  public void close() {
    producer.close();
  }
}

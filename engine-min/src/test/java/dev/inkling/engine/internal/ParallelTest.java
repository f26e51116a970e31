package dev.inkling.engine.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class ParallelTest {

  @Test
  void everyItemIsDoneOnceWhoeverHelps() throws InterruptedException {
    for (int threads : new int[] {1, 2, 5}) {
      Parallel parallel = new Parallel(threads);
      AtomicBoolean over = new AtomicBoolean();
      List<Thread> helpers = new ArrayList<>();
      for (int helper = 1; helper < threads; helper++) {
        Thread thread = new Thread(() -> parallel.helpUntil(over::get));
        thread.start();
        helpers.add(thread);
      }
      for (int items : new int[] {0, 1, 127, 128, 1_000, 100_000}) {
        AtomicIntegerArray done = new AtomicIntegerArray(items);
        parallel.run(
            items,
            (from, to) -> {
              for (int i = from; i < to; i++) {
                done.incrementAndGet(i);
              }
            });
        for (int i = 0; i < items; i++) {
          assertThat(done.get(i)).isEqualTo(1);
        }
      }
      over.set(true);
      parallel.wake();
      for (Thread helper : helpers) {
        helper.join();
      }
    }
  }

  @Test
  void sleepersAreWokenToHelpAndToGoOn() throws InterruptedException {
    Parallel parallel = new Parallel(2);
    AtomicBoolean over = new AtomicBoolean();
    Thread helper = new Thread(() -> parallel.helpUntil(over::get));
    helper.start();
    while (helper.getState() != Thread.State.TIMED_WAITING) {
      Thread.onSpinWait(); // until it has got tired
    }
    CountDownLatch both = new CountDownLatch(2);
    parallel.run(
        1_000,
        (from, to) -> {
          if (from == 0 || Thread.currentThread() == helper) {
            both.countDown();
            await(both); // whoever takes the first items waits until the other has some, too
          }
        });
    assertThat(both.getCount()).isZero();
    over.set(true);
    parallel.wake();
    helper.join();
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void whatTheWorkThrowsIsThrownWhenAllItemsAreDone() {
    Parallel parallel = new Parallel(2);
    AtomicLong done = new AtomicLong();
    assertThatIllegalStateException()
        .isThrownBy(
            () ->
                parallel.run(
                    1_000,
                    (from, to) -> {
                      done.addAndGet(to - from);
                      if (from == 0) {
                        throw new IllegalStateException("no");
                      }
                    }))
        .withMessage("no");
    assertThat(done).hasValue(1_000);
  }
}

package dev.sluice.misuse;

import dev.sluice.sys.Backend;
import java.lang.reflect.Executable;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Calls everything with anything, from several threads. {@link MisuseFuzzTest} runs it in a process
 * of its own: arguments are the number of calls and the seed.
 */
public final class MisuseFuzz {
  private static final int THREADS = 4;

  private final Targets targets = new Targets();
  private final OwnDescriptors descriptors = new OwnDescriptors();
  private final Segments segments = new Segments();
  private final int[] constants = Values.constants(targets.types);
  private final Set<Executable> returned = ConcurrentHashMap.newKeySet();
  private final Set<Executable> made = ConcurrentHashMap.newKeySet();

  private MisuseFuzz() throws Exception {}

  /** Prints what was called, or dies. */
  public static void main(String[] args) throws Exception {
    new MisuseFuzz().run(Integer.parseInt(args[0]), Long.parseLong(args[1]));
  }

  private void run(int count, long seed) throws Exception {
    // Whatever the library and the JVM open once and keep.
    worker(new SplittableRandom(seed + THREADS), count / 50);
    Map<Integer, String> before = OwnDescriptors.targets();
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    List<Future<?>> workers = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      RandomGenerator random = new SplittableRandom(seed + i);
      workers.add(threads.submit(() -> worker(random, count / THREADS)));
    }
    try {
      for (Future<?> worker : workers) {
        worker.get();
      }
    } finally {
      // The others would go on for long.
      threads.shutdownNow();
    }
    segments.close();
    System.gc();
    report(before);
  }

  private void report(Map<Integer, String> before) throws Exception {
    Map<Integer, String> leaked = OwnDescriptors.targets();
    leaked.keySet().removeAll(before.keySet());
    TreeSet<String> never = new TreeSet<>();
    targets.calls.stream()
        .filter(call -> !made.contains(call))
        .forEach(c -> never.add(c.toString()));
    TreeSet<String> alwaysThrew = new TreeSet<>();
    made.stream()
        .filter(call -> !returned.contains(call))
        .forEach(c -> alwaysThrew.add(c.toString()));
    System.out.println("backend " + Backend.current());
    System.out.println("targets " + targets.calls.size());
    System.out.println("lost " + descriptors.lost());
    System.out.println("leaked " + leaked);
    System.out.println("intact " + segments.intact());
    System.out.println("never " + never);
    System.out.println("alwaysThrew " + alwaysThrew);
  }

  private void worker(RandomGenerator random, int count) {
    Objects objects = new Objects(targets);
    Values values = new Values(random, descriptors, segments, objects, constants);
    for (int i = 0; i < count && !Thread.interrupted(); i++) {
      one(targets.calls.get(random.nextInt(targets.calls.size())), objects, values);
    }
    objects.dropAll();
  }

  private void one(Executable call, Objects objects, Values values) {
    Object receiver = null;
    if (call instanceof Method && !Modifier.isStatic(call.getModifiers())) {
      receiver = objects.any(call.getDeclaringClass(), values);
      if (receiver == null) {
        return;
      }
    }
    made.add(call);
    try {
      @Nullable Object result = Calls.make(call, receiver, values);
      returned.add(call);
      Calls.eachOf(result, object -> objects.keep(object, values));
    } catch (InvocationTargetException e) {
      Calls.checkAllowed(call, e.getCause());
    }
  }
}

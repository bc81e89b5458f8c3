package dev.sluice.benchmarks.harness;

import com.sun.management.ThreadMXBean;
import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.util.List;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;
import org.jspecify.annotations.Nullable;

/**
 * The bytes that the threads of another JVM have allocated, by that JVM's own count: all but those
 * that answer this question.
 */
public final class Allocations implements AutoCloseable {
  private static final List<String> ASKERS = List.of("RMI ", "JMX ", "Attach ");

  private final JMXConnector connector;
  private final ThreadMXBean threads;

  private Allocations(JMXConnector connector) throws IOException {
    this.connector = connector;
    this.threads =
        ManagementFactory.newPlatformMXBeanProxy(
            connector.getMBeanServerConnection(),
            ManagementFactory.THREAD_MXBEAN_NAME,
            ThreadMXBean.class);
  }

  /** Attaches to a JVM. */
  @SuppressWarnings("BanJNDI") // The peer is a JVM that this one has started.
  public static Allocations attach(Server server) throws IOException {
    try {
      VirtualMachine machine = VirtualMachine.attach(Long.toString(server.pid()));
      try {
        String address = machine.startLocalManagementAgent();
        return new Allocations(JMXConnectorFactory.connect(new JMXServiceURL(address)));
      } finally {
        machine.detach();
      }
    } catch (AttachNotSupportedException e) {
      throw new IOException("no JVM to attach to", e);
    }
  }

  /** {@return the bytes allocated during an action} */
  public long during(LoadProcess.IoAction action) throws IOException {
    long before = total();
    action.run();
    return total() - before;
  }

  private long total() {
    long sum = 0;
    long[] ids = threads.getAllThreadIds();
    long[] bytes = threads.getThreadAllocatedBytes(ids);
    ThreadInfo[] infos = threads.getThreadInfo(ids);
    for (int i = 0; i < ids.length; i++) {
      @Nullable ThreadInfo info = infos[i];
      if (info != null && ASKERS.stream().noneMatch(info.getThreadName()::startsWith)) {
        sum += Math.max(0, bytes[i]);
      }
    }
    return sum;
  }

  @Override
  public void close() throws IOException {
    connector.close();
  }
}

package dev.sluice.benchmarks.harness;

import com.sun.management.ThreadMXBean;
import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/** The bytes that all threads of another JVM have allocated, by that JVM's own count. */
public final class Allocations implements AutoCloseable {
  private final JMXConnector connector;
  private final ThreadMXBean threads;
  private final long perReading;

  private Allocations(JMXConnector connector) throws IOException {
    this.connector = connector;
    this.threads =
        ManagementFactory.newPlatformMXBeanProxy(
            connector.getMBeanServerConnection(),
            ManagementFactory.THREAD_MXBEAN_NAME,
            ThreadMXBean.class);
    // Asking allocates as well, over there. The first times are dearer.
    for (int i = 0; i < 20; i++) {
      threads.getTotalThreadAllocatedBytes();
    }
    long before = threads.getTotalThreadAllocatedBytes();
    this.perReading = threads.getTotalThreadAllocatedBytes() - before;
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
    long before = threads.getTotalThreadAllocatedBytes();
    action.run();
    return threads.getTotalThreadAllocatedBytes() - before - perReading;
  }

  @Override
  public void close() throws IOException {
    connector.close();
  }
}

package dev.sluice.benchmarks.peers;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringServerSocketChannel;
import java.util.Locale;
import java.util.function.Consumer;

/** Netty's ways to the kernel, by the names of the command line. */
enum NettyTransport {
  NIO(NioServerSocketChannel.class),
  EPOLL(EpollServerSocketChannel.class),
  URING(IoUringServerSocketChannel.class);

  private final Class<? extends ServerChannel> listener;

  NettyTransport(Class<? extends ServerChannel> listener) {
    this.listener = listener;
  }

  static NettyTransport named(String name) {
    return valueOf(name.toUpperCase(Locale.ROOT));
  }

  /**
   * Serves on one thread until the process is ended.
   *
   * @param prepare adds the handlers of a new connection
   */
  void serve(String port, Consumer<ChannelPipeline> prepare) throws InterruptedException {
    EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, factory());
    Channel channel =
        new ServerBootstrap()
            .group(group)
            .channel(listener)
            .option(ChannelOption.SO_BACKLOG, Startup.BACKLOG)
            .childOption(ChannelOption.TCP_NODELAY, true)
            // Otherwise the end of input closes a channel whose output is not written yet.
            .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
            .childHandler(
                new ChannelInitializer<SocketChannel>() {
                  @Override
                  protected void initChannel(SocketChannel accepted) {
                    prepare.accept(accepted.pipeline());
                    accepted.pipeline().addLast(new NettyConnection());
                  }
                })
            .bind(Startup.address(port))
            .sync()
            .channel();
    Startup.announce(channel.localAddress());
    channel.closeFuture().sync();
  }

  private IoHandlerFactory factory() {
    return switch (this) {
      case NIO -> NioIoHandler.newFactory();
      case EPOLL -> {
        if (!Epoll.isAvailable()) {
          Startup.unavailable("Netty's epoll", Epoll.unavailabilityCause());
        }
        yield EpollIoHandler.newFactory();
      }
      case URING -> {
        if (!IoUring.isAvailable()) {
          Startup.unavailable("Netty's io_uring", IoUring.unavailabilityCause());
        }
        // Without a bound for the kernel's threads that splice files: a slow reader holds one.
        yield IoUringIoHandler.newFactory();
      }
    };
  }
}

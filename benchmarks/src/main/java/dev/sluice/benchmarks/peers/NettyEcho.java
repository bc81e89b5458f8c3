package dev.sluice.benchmarks.peers;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/** Echo by Netty: {@code NettyEcho PORT nio|epoll|uring}. */
public final class NettyEcho extends ChannelInboundHandlerAdapter {
  private NettyEcho() {}

  /** Serves until the process is ended. */
  public static void main(String[] args) throws InterruptedException {
    NettyTransport.named(args[1]).serve(args[0], pipeline -> pipeline.addLast(new NettyEcho()));
  }

  @Override
  // Failures of void promises come to exceptionCaught.
  @SuppressWarnings("FutureReturnValueIgnored")
  public void channelRead(ChannelHandlerContext context, Object message) {
    context.write(message, context.voidPromise());
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    context.flush();
  }
}

package dev.sluice.benchmarks.peers;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;

/** Echo by Netty: {@code NettyEcho PORT nio|epoll|uring}. */
public final class NettyEcho extends ChannelInboundHandlerAdapter {
  private NettyEcho() {}

  /** Serves until the process is ended. */
  public static void main(String[] args) throws InterruptedException {
    NettyTransport.named(args[1])
        .serve(args[0], channel -> channel.pipeline().addLast(new NettyEcho()));
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    context.write(message, context.voidPromise());
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    context.flush();
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    // Not reading meanwhile is the backpressure.
    context.channel().config().setAutoRead(context.channel().isWritable());
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event == ChannelInputShutdownEvent.INSTANCE) {
      context.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    context.close();
  }
}

package dev.sluice.benchmarks.peers;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;

/** Backpressure and the end of a connection, at the end of every pipeline. */
final class NettyConnection extends ChannelInboundHandlerAdapter {
  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    // Not reading meanwhile is the backpressure.
    context.channel().config().setAutoRead(context.channel().isWritable());
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event == ChannelInputShutdownEvent.INSTANCE) {
      // Behind all that waits to be written.
      context.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    }
  }

  @Override
  @SuppressWarnings("FutureReturnValueIgnored") // nothing is left to do after a close
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    context.close();
  }
}

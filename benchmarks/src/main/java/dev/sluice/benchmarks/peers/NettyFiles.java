package dev.sluice.benchmarks.peers;

import static io.netty.handler.codec.http.HttpResponseStatus.BAD_REQUEST;
import static io.netty.handler.codec.http.HttpResponseStatus.NOT_FOUND;
import static io.netty.handler.codec.http.HttpResponseStatus.OK;
import static io.netty.handler.codec.http.HttpVersion.HTTP_1_1;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.DefaultFileRegion;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpServerKeepAliveHandler;
import io.netty.handler.codec.http.LastHttpContent;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Static files over HTTP/1.1 by Netty: {@code NettyFiles PORT DIR nio|epoll|uring}. */
public final class NettyFiles extends SimpleChannelInboundHandler<HttpObject> {
  private final Site site;

  private NettyFiles(Site site) {
    this.site = site;
  }

  /** Serves until the process is ended. */
  public static void main(String[] args) throws InterruptedException {
    Site site = new Site(args[1]);
    NettyTransport.named(args[2])
        .serve(
            args[0],
            pipeline ->
                pipeline.addLast(
                    new HttpServerCodec(), new HttpServerKeepAliveHandler(), new NettyFiles(site)));
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, HttpObject message)
      throws IOException {
    if (message instanceof HttpRequest request) {
      answer(context, request);
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    context.flush();
  }

  private void answer(ChannelHandlerContext context, HttpRequest request) throws IOException {
    if (request.decoderResult().isFailure()
        || !request.method().equals(HttpMethod.GET)
        || !request.uri().startsWith("/")) {
      HttpResponse refusal = head(BAD_REQUEST, 0);
      refusal.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
      write(context, refusal, null);
      return;
    }
    Site.Found found = site.find(request.uri().split("\\?", 2)[0]);
    if (found == null) {
      write(context, head(NOT_FOUND, 0), null);
      return;
    }
    HttpResponse head = head(OK, found.length());
    head.headers().set(HttpHeaderNames.LAST_MODIFIED, found.modified());
    write(context, head, found);
  }

  private static HttpResponse head(HttpResponseStatus status, long length) {
    HttpResponse head = new DefaultHttpResponse(HTTP_1_1, status);
    head.headers()
        .set(HttpHeaderNames.DATE, HttpDate.now())
        .set(HttpHeaderNames.CONTENT_LENGTH, length);
    return head;
  }

  // Failures of void promises come to exceptionCaught.
  @SuppressWarnings("FutureReturnValueIgnored")
  private static void write(
      ChannelHandlerContext context, HttpResponse head, Site.@Nullable Found body) {
    context.write(head, context.voidPromise());
    if (body != null && body.length() > 0) {
      // Opened when it is its turn: requests may be pipelined faster than files are read.
      context.write(
          new DefaultFileRegion(body.path().toFile(), 0, body.length()), context.voidPromise());
    }
    context.write(LastHttpContent.EMPTY_LAST_CONTENT, context.voidPromise());
  }
}

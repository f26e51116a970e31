package dev.inkling.engine.io;

import dev.inkling.operator.FollowedInput;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.URISyntaxException;

/** Connects to {@code tcp://host:port} and reads what is sent there. */
final class SocketClient {

  private static final int CONNECT_MS = 10_000;
  private static final int MAX_PORT = 65_535;

  private SocketClient() {}

  /**
   * The bytes that are sent. Closing them closes the connection.
   *
   * @throws IOException if nobody can be connected to; the message names whom
   */
  static InputStream connect(String name) throws IOException {
    InetSocketAddress address = address(name);
    if (address.isUnresolved()) {
      throw new IOException(name + ": there is no host " + address.getHostString());
    }
    Socket socket = new Socket();
    try {
      socket.connect(address, CONNECT_MS);
      return new Received(socket.getInputStream());
    } catch (IOException e) {
      socket.close();
      throw new IOException(name + ": cannot connect: " + e.getMessage(), e);
    }
  }

  private static InetSocketAddress address(String name) throws IOException {
    try {
      URI uri = new URI(name);
      boolean isPlain =
          uri.getHost() != null
              && uri.getPort() > 0
              && uri.getPort() <= MAX_PORT
              && uri.getPath().isEmpty()
              && uri.getQuery() == null;
      if (isPlain && name.startsWith(FollowedInput.TCP)) {
        return new InetSocketAddress(uri.getHost(), uri.getPort());
      }
    } catch (URISyntaxException e) {
      // said below
    }
    throw new IOException("expected tcp://host:port, got " + name);
  }

  private static final class Received extends FilterInputStream {
    private long bytes;

    Received(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] b, int from, int length) throws IOException {
      try {
        int n = in.read(b, from, length);
        bytes += Math.max(0, n);
        return n;
      } catch (IOException e) {
        throw new IOException(
            "the connection was lost after " + bytes + " bytes: " + e.getMessage(), e);
      }
    }
  }
}

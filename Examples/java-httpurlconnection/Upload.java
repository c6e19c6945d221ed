import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.MalformedURLException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Uploads a file to a presigned URL with the JDK alone (11 or later).
 *
 * <pre>java Upload.java URL FILE [NAME=VALUE]...</pre>
 *
 * NAME=VALUE is a header that was signed and so must be sent. HttpURLConnection adds no Content-Type to a PUT.
 */
public final class Upload {
    /** A file that is larger than this is sent only once the service has accepted the request. */
    private static final long LARGE = 64 * 1024;

    record Answer(int status, String ec, String hint, String body) {}

    static Answer upload(String url, Path file, Map<String, String> headers) throws IOException {
        HttpURLConnection connection = (HttpURLConnection) new URL(url).openConnection();
        try {
            connection.setRequestMethod("PUT");
            connection.setDoOutput(true);
            connection.setInstanceFollowRedirects(false); // a signature holds for one address
            connection.setFixedLengthStreamingMode(Files.size(file)); // else the whole file is kept in memory
            headers.forEach(connection::setRequestProperty);
            // A service that refuses stops reading, and then the JDK cannot tell why. When it is asked first, the JDK tells the status and the
            // headers of a refusal, though not its body.
            if (Files.size(file) > LARGE) connection.setRequestProperty("Expect", "100-continue");
            IOException cut = send(connection, file);
            int status;
            try {
                status = connection.getResponseCode();
            } catch (IOException problem) {
                throw cut != null ? cut : problem;
            }
            // The stream of a refusal is another one, and the message of the exception would show the URL.
            try (InputStream stream = status < 400 ? connection.getInputStream() : connection.getErrorStream()) {
                String body = stream == null ? "" : new String(stream.readAllBytes(), StandardCharsets.UTF_8);
                return new Answer(status, connection.getHeaderField("x-oss-ec"), connection.getHeaderField("x-waybill-hint"), body);
            }
        } finally {
            connection.disconnect();
        }
    }

    /** Sends the file. A failure is kept, for the service may have refused the file, and answered. */
    private static IOException send(HttpURLConnection connection, Path file) {
        try (OutputStream body = connection.getOutputStream()) {
            Files.copy(file, body);
            return null;
        } catch (IOException problem) {
            return problem;
        }
    }

    static void explain(Answer answer) {
        print("code", element(answer.body(), "Code"));
        print("ec", answer.ec());
        print("message", element(answer.body(), "Message"));
        print("hint", answer.hint());
    }

    private static void print(String name, String value) {
        if (value != null) System.err.println(name + ": " + value);
    }

    private static String element(String document, String name) {
        Matcher match = Pattern.compile("<" + name + ">([^<]*)</" + name + ">").matcher(document);
        return match.find() ? match.group(1) : null;
    }

    public static void main(String[] arguments) {
        if (arguments.length < 2 || !Arrays.stream(arguments).skip(2).allMatch(header -> header.contains("="))) {
            System.err.println("usage: Upload URL FILE [NAME=VALUE]...");
            System.exit(1);
        }
        Map<String, String> headers = new LinkedHashMap<>();
        for (int i = 2; i < arguments.length; i++) {
            String[] header = arguments[i].split("=", 2);
            headers.put(header[0], header[1]);
        }
        try {
            Answer answer = upload(arguments[0], Path.of(arguments[1]), headers);
            System.out.println("status: " + answer.status());
            if (answer.status() == 203) {
                System.err.println("stored, but the callback failed");
                explain(answer);
                System.exit(2);
            } else if (answer.status() / 100 == 2) {
                System.out.print(answer.body()); // what the application server answered to the callback, if one was asked for
            } else {
                explain(answer);
                System.exit(1);
            }
        } catch (MalformedURLException problem) { // its message would show the URL
            System.err.println("not sent: that is no URL");
            System.exit(1);
        } catch (IOException problem) {
            System.err.println("not sent: " + problem.getMessage());
            System.exit(1);
        }
    }
}

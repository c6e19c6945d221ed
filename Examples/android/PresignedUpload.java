import android.util.Log;
import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URL;
import java.util.Map;
import java.util.Scanner;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Uploads a file to a presigned URL on Android, with nothing but what Android brings. Copy this file into an app, give it a package, and call
 * {@link #upload} on a thread of its own (an ExecutorService, or WorkManager when it must survive the app): Android allows no network on the
 * main thread. The manifest needs android.permission.INTERNET.
 *
 * <p>Sign a Content-Type and pass it on: Android's HttpURLConnection calls a body without a type a form, which nobody signed. The JDK's does not.
 */
public final class PresignedUpload {
    private static final String TAG = "PresignedUpload";

    /** A file that is larger than this is sent only once the service has accepted the request. */
    private static final long LARGE = 64 * 1024;

    /** What the service answered. */
    public static final class Answer {
        public final int status;
        public final String body;
        public final String ec;
        public final String hint;

        Answer(int status, String body, String ec, String hint) {
            this.status = status;
            this.body = body;
            this.ec = ec;
            this.hint = hint;
        }

        /** Whether the file is stored. */
        public boolean isStored() {
            return status / 100 == 2;
        }

        /** Whether the file is stored, but the application server could not be told. */
        public boolean isCallbackFailed() {
            return status == 203;
        }

        /** A field of the error document, or null. */
        public String field(String name) {
            Matcher match = Pattern.compile("<" + name + ">([^<]*)</" + name + ">").matcher(body);
            return match.find() ? match.group(1) : null;
        }
    }

    /** Sends the file with exactly these headers: those that were signed. */
    public static Answer upload(String url, File file, Map<String, String> headers) throws IOException {
        try (InputStream content = new FileInputStream(file)) {
            return upload(url, content, file.length(), headers);
        }
    }

    private static Answer upload(String url, InputStream content, long length, Map<String, String> headers) throws IOException {
        HttpURLConnection connection = (HttpURLConnection) new URL(url).openConnection();
        try {
            connection.setRequestMethod("PUT");
            connection.setDoOutput(true);
            connection.setInstanceFollowRedirects(false);
            connection.setFixedLengthStreamingMode(length); // else the whole file is kept in memory
            for (Map.Entry<String, String> header : headers.entrySet()) {
                connection.setRequestProperty(header.getKey(), header.getValue());
            }
            // A service that refuses stops reading, and then it may be too late to learn why. So it is asked first.
            if (length > LARGE) connection.setRequestProperty("Expect", "100-continue");
            IOException cut = send(content, connection);
            Answer answer;
            try {
                answer = receive(connection);
            } catch (IOException problem) {
                throw cut != null ? cut : problem;
            }
            report(answer);
            return answer;
        } finally {
            connection.disconnect();
        }
    }

    /** Sends the file. A failure is kept, for the service may have refused the file, and answered. */
    private static IOException send(InputStream content, HttpURLConnection connection) {
        try (OutputStream body = connection.getOutputStream()) {
            byte[] buffer = new byte[64 * 1024];
            for (int count; (count = content.read(buffer)) != -1; ) {
                body.write(buffer, 0, count);
            }
            return null;
        } catch (IOException problem) {
            return problem;
        }
    }

    private static Answer receive(HttpURLConnection connection) throws IOException {
        int status = connection.getResponseCode();
        try (InputStream in = status < 400 ? connection.getInputStream() : connection.getErrorStream()) {
            Scanner text = in == null ? null : new Scanner(in, "UTF-8").useDelimiter("\\A");
            String body = text != null && text.hasNext() ? text.next() : "";
            return new Answer(status, body, connection.getHeaderField("x-oss-ec"), connection.getHeaderField("x-waybill-hint"));
        }
    }

    private static void report(Answer answer) {
        Log.i(TAG, "status: " + answer.status);
        if (answer.isStored() && !answer.isCallbackFailed()) return;
        if (answer.isCallbackFailed()) Log.e(TAG, "stored, but the callback failed");
        log("code", answer.field("Code"));
        log("ec", answer.ec);
        log("message", answer.field("Message"));
        log("hint", answer.hint);
    }

    private static void log(String name, String value) {
        if (value != null) Log.e(TAG, name + ": " + value);
    }
}

import java.io.File;
import java.io.IOException;
import java.net.MalformedURLException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Tries Android's code on a desktop.
 *
 * <pre>javac -d /tmp/android -sourcepath .:shim shim/Main.java && java -cp /tmp/android Main URL FILE [NAME=VALUE]...</pre>
 */
public final class Main {
    public static void main(String[] arguments) {
        if (arguments.length < 2 || !Arrays.stream(arguments).skip(2).allMatch(header -> header.contains("="))) {
            System.err.println("usage: Main URL FILE [NAME=VALUE]...");
            System.exit(1);
        }
        Map<String, String> headers = new LinkedHashMap<>();
        for (int i = 2; i < arguments.length; i++) {
            String[] header = arguments[i].split("=", 2);
            headers.put(header[0], header[1]);
        }
        try {
            PresignedUpload.Answer answer = PresignedUpload.upload(arguments[0], new File(arguments[1]), headers);
            if (answer.isCallbackFailed()) System.exit(2);
            if (!answer.isStored()) System.exit(1);
            System.out.print(answer.body); // what the application server answered to the callback, if one was asked for
        } catch (MalformedURLException problem) { // its message would show the URL
            System.err.println("not sent: that is no URL");
            System.exit(1);
        } catch (IOException problem) {
            System.err.println("not sent: " + problem.getMessage());
            System.exit(1);
        }
    }
}

import java.io.File;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.http.Header;
import org.apache.http.client.ClientProtocolException;
import org.apache.http.client.config.RequestConfig;
import org.apache.http.client.methods.CloseableHttpResponse;
import org.apache.http.client.methods.HttpPut;
import org.apache.http.entity.FileEntity;
import org.apache.http.impl.client.CloseableHttpClient;
import org.apache.http.impl.client.HttpClients;
import org.apache.http.util.EntityUtils;

/**
 * Uploads a file to a presigned URL with Apache HttpClient 4.5.
 *
 * <pre>
 * apt install libhttpclient-java                          (or org.apache.httpcomponents:httpclient from Maven)
 * CLASSPATH=$(printf '/usr/share/java/%s.jar:' httpclient httpcore commons-logging commons-codec).
 * javac -cp "$CLASSPATH" Upload.java && java -cp "$CLASSPATH" Upload URL FILE [NAME=VALUE]...
 * </pre>
 *
 * NAME=VALUE is a header that was signed and so must be sent. A FileEntity without a ContentType sends none.
 */
public final class Upload {
    private static final RequestConfig CONFIG = RequestConfig.custom()
        .setExpectContinueEnabled(true) // the service checks the signature before the file is sent
        .setNormalizeUri(false) // a key may contain "//", and the signature covers the path as it is
        .setRedirectsEnabled(false) // a signature holds for one address
        .build();

    static int upload(String url, File file, String[] headers) throws IOException {
        if (!file.isFile()) throw new FileNotFoundException(file + " is no file"); // a FileEntity would send nothing, and succeed
        HttpPut request = new HttpPut(url);
        request.setEntity(new FileEntity(file));
        for (String header : headers) {
            String[] parts = header.split("=", 2);
            request.addHeader(parts[0], parts[1]);
        }
        try (CloseableHttpClient client = HttpClients.custom().setDefaultRequestConfig(CONFIG).disableContentCompression().build();
            CloseableHttpResponse answer = client.execute(request)) {
            int status = answer.getStatusLine().getStatusCode();
            String body = answer.getEntity() == null ? "" : EntityUtils.toString(answer.getEntity(), "UTF-8");
            System.out.println("status: " + status);
            if (status == 203) {
                System.err.println("stored, but the callback failed");
                explain(body, answer.getFirstHeader("x-waybill-hint"));
                return 2;
            }
            if (status / 100 == 2) {
                System.out.print(body); // what the application server answered to the callback, if one was asked for
                return 0;
            }
            explain(body, answer.getFirstHeader("x-waybill-hint"));
            return 1;
        }
    }

    private static void explain(String document, Header hint) {
        print("code", element(document, "Code"));
        print("ec", element(document, "EC"));
        print("message", element(document, "Message"));
        print("hint", hint == null ? null : hint.getValue());
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
        try {
            String[] headers = Arrays.copyOfRange(arguments, 2, arguments.length);
            System.exit(upload(arguments[0], new File(arguments[1]), headers));
        } catch (IllegalArgumentException | ClientProtocolException problem) { // the message may show the URL
            System.err.println("not sent: that URL cannot be used, or what answered there does not speak HTTP");
            System.exit(1);
        } catch (IOException problem) {
            System.err.println("not sent: " + problem.getMessage());
            System.exit(1);
        }
    }
}

package android.util;

/** Stands for Android's log, so that the upload can be tried on a desktop: messages go to stdout, problems to stderr. */
public final class Log {
    public static int i(String tag, String message) {
        System.out.println(message);
        return 0;
    }

    public static int e(String tag, String message) {
        System.err.println(message);
        return 0;
    }

    private Log() {}
}

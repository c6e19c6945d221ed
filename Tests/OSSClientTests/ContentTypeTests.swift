import OSSClient
import OSSTesting
import Testing

@Suite("The content type that a name promises")
struct ContentTypeTests {
    @Test(
        "by the ending, whatever its case",
        arguments: [
            ("photo.jpg", "image/jpeg"), ("PHOTO.JPEG", "image/jpeg"), ("site/index.html", "text/html"), ("a.b/c.d/e.css", "text/css"),
            ("app.js", "text/javascript"), ("data.json", "application/json"), ("film.mp4", "video/mp4"), ("backup.tar.gz", "application/gzip"),
            ("图.png", "image/png"), ("drawing.svg", "image/svg+xml"), ("letter.pdf", "application/pdf"), (".hidden.txt", "text/plain"),
            ("table.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"), ("font.woff2", "font/woff2"),
        ])
    func known(name: String, type: String) { #expect(ContentType.guess(name: Array(name.utf8)) == type) }

    @Test(
        "no guess without a known ending",
        arguments: [
            "", "-", "photo", "photo.", "photo.png.", ".png", "dir/.png", "dir.png/file", "dir.png/", "a.unknown", "a.ts", "a.jpg ", "jpg", "a..",
            "a.İ",
        ])
    func unknown(name: String) { #expect(ContentType.guess(name: Array(name.utf8)) == nil) }

    @Test("names that are no UTF-8, and very long ones")
    func anyBytes() {
        #expect(ContentType.guess(name: [0xFF, 0x2E, 0x70, 0x6E, 0x67]) == "image/png")
        #expect(ContentType.guess(name: [0x61, 0x2E, 0xFF, 0xFE]) == nil)
        #expect(ContentType.guess(name: [UInt8](repeating: 0x2E, count: 100_000)) == nil)
    }
}

import Testing

@testable import OSSServer

@Suite("Active content is a download") struct ForcedDownloadTests {
    private func forced(_ contentType: String, _ disposition: String? = nil) -> [String] {
        var response = Response(status: 200)
        response.set("Content-Type", contentType)
        if let disposition { response.set("Content-Disposition", disposition) }
        response.forceDownloadOfActiveContent()
        return response.headers.filter { $0.name == "Content-Disposition" }.map(\.value)
    }

    @Test(
        "what browsers might run is an attachment",
        arguments: [
            "text/html", "TEXT/HTML", " text/html; charset=utf-8", "application/xhtml+xml", "image/svg+xml", "text/xml", "application/rss+xml",
            "text/xsl",
            "application/pdf", "multipart/x-mixed-replace", "message/rfc822", "image/png, text/html",
        ])
    func active(contentType: String) { #expect(forced(contentType) == ["attachment"]) }

    @Test("everything else is shown", arguments: ["image/png", "text/plain", "application/json", "video/mp4", ""])
    func inert(contentType: String) {
        #expect(forced(contentType).isEmpty)
        #expect(forced(contentType, "inline") == ["inline"])
    }

    @Test(
        "a disposition keeps its parameters and becomes an attachment",
        arguments: [
            ("inline", "attachment"), ("inline; filename=\"a.html\"", "attachment; filename=\"a.html\""),
            ("attachment; filename=a", "attachment; filename=a"),
            ("", "attachment"), (";", "attachment;"),
        ])
    func disposition(stored: String, sent: String) { #expect(forced("text/html", stored) == [sent]) }
}

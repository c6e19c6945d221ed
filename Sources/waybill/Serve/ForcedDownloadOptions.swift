import ArgumentParser

/// How objects reach browsers.
struct ForcedDownloadOptions: ParsableArguments {
    @Flag(help: "Let browsers show HTML, SVG, XML and PDF objects, as on a custom domain of OSS. Their scripts then run as this server's.")
    var noForcedDownloads = false
}

import OSSSigning

/// What kind of content a name promises.
package enum ContentType {
    /// The media type that belongs to the ending of a file's name or an object's key; `nil` for a name without one, and for endings that are rare or
    /// stand for several things, as `ts` does. Nothing is said about the charset of a text: the name does not tell it.
    ///
    /// - Parameter name: bytes, of which what follows the last slash counts; upper and lower case are the same.
    package static func guess(name: [UInt8]) -> String? {
        let last = name.split(separator: ASCII.slash, omittingEmptySubsequences: false).last ?? []
        // A name that only begins with a dot is that of a hidden file.
        guard let dot = last.lastIndex(of: ASCII.period), dot > last.startIndex else { return nil }
        return types[ASCII.lowercased(String(decoding: last[(dot + 1)...], as: UTF8.self))]
    }

    /// Most are IANA's. The others have none there, or one that programs do not know.
    private static let types: [String: String] = [
        "avif": "image/avif",
        "bmp": "image/bmp",
        "gif": "image/gif",
        "heic": "image/heic",
        "ico": "image/vnd.microsoft.icon",
        "jpeg": "image/jpeg",
        "jpg": "image/jpeg",
        "png": "image/png",
        "svg": "image/svg+xml",
        "tif": "image/tiff",
        "tiff": "image/tiff",
        "webp": "image/webp",
        "aac": "audio/aac",
        "flac": "audio/flac",
        "m4a": "audio/mp4",
        "mp3": "audio/mpeg",
        "oga": "audio/ogg",
        "ogg": "audio/ogg",
        "opus": "audio/ogg",
        "wav": "audio/wav",
        "avi": "video/x-msvideo",
        "m3u8": "application/vnd.apple.mpegurl",
        "m4v": "video/mp4",
        "mkv": "video/x-matroska",
        "mov": "video/quicktime",
        "mp4": "video/mp4",
        "mpeg": "video/mpeg",
        "mpg": "video/mpeg",
        "ogv": "video/ogg",
        "webm": "video/webm",
        "css": "text/css",
        "csv": "text/csv",
        "htm": "text/html",
        "html": "text/html",
        "ics": "text/calendar",
        "js": "text/javascript",
        "json": "application/json",
        "log": "text/plain",
        "md": "text/markdown",
        "mjs": "text/javascript",
        "rtf": "application/rtf",
        "sql": "application/sql",
        "txt": "text/plain",
        "wasm": "application/wasm",
        "webmanifest": "application/manifest+json",
        "xhtml": "application/xhtml+xml",
        "xml": "application/xml",
        "yaml": "application/yaml",
        "yml": "application/yaml",
        "otf": "font/otf",
        "ttf": "font/ttf",
        "woff": "font/woff",
        "woff2": "font/woff2",
        "doc": "application/msword",
        "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "epub": "application/epub+zip",
        "odp": "application/vnd.oasis.opendocument.presentation",
        "ods": "application/vnd.oasis.opendocument.spreadsheet",
        "odt": "application/vnd.oasis.opendocument.text",
        "parquet": "application/vnd.apache.parquet",
        "pdf": "application/pdf",
        "ppt": "application/vnd.ms-powerpoint",
        "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        "xls": "application/vnd.ms-excel",
        "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "7z": "application/x-7z-compressed",
        "apk": "application/vnd.android.package-archive",
        "bz2": "application/x-bzip2",
        "gz": "application/gzip",
        "jar": "application/java-archive",
        "rar": "application/vnd.rar",
        "tar": "application/x-tar",
        "tgz": "application/gzip",
        "xz": "application/x-xz",
        "zip": "application/zip",
        "zst": "application/zstd",
    ]
}

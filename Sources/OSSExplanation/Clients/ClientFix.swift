import OSSSigning

/// One-line fixes, each in the words of the client that made the request.
enum ClientFix {
    /// How not to send a Content-Type.
    static func omittingContentType(_ client: SendingClient) -> String {
        switch client {
        case .curl: "curl: upload with -T FILE, which sends no Content-Type, or add -H 'Content-Type:'"
        case .wget: "wget always sends a Content-Type: use curl -T FILE \"$URL\""
        case .httpie: "httpie: http PUT \"$URL\" Content-Type: @FILE   (an empty Content-Type: takes the header away)"
        case .requests: "requests: requests.put(url, data=open(path, 'rb')), with neither files= nor json= nor a dict"
        case .httpx: "httpx: httpx.put(url, content=open(path, 'rb')), with neither files= nor data= nor json="
        case .aiohttp: "aiohttp: session.put(url, data=f, skip_auto_headers=['Content-Type'])"
        case .urllib: "urllib always sends a Content-Type: use http.client, connection.request('PUT', target, body)"
        case .axios: "axios: axios.put(url, data, {headers: {'Content-Type': false}})"
        case .nodeFetch: "fetch: fetch(url, {method: 'PUT', body: buffer}) with a Buffer; a string or a typed Blob adds a Content-Type"
        case .browser: "browser: fetch(url, {method: 'PUT', body: new Blob([file])}), for a File brings its type along; FormData never fits a PUT"
        case .java: "Java: do not call setRequestProperty(\"Content-Type\", ...), and call setFixedLengthStreamingMode"
        case .apacheHTTPClient: "Apache HttpClient: new FileEntity(file) without a ContentType"
        case .okHTTP: "OkHttp: RequestBody.create(null, file)"
        case .go: "Go: request.Header.Del(\"Content-Type\") before client.Do(request)"
        case .cSharp: "C#: content.Headers.ContentType = null (a StreamContent has none, a StringContent has)"
        case .libcurl: "libcurl: CURLOPT_UPLOAD with CURLOPT_READDATA, or the header \"Content-Type:\" in CURLOPT_HTTPHEADER"
        case .php: "PHP: CURLOPT_UPLOAD with CURLOPT_INFILE, or CURLOPT_HTTPHEADER => ['Content-Type:']"
        case .urlSession: "URLSession: uploadTask(with: request, fromFile: url), without setValue(_:forHTTPHeaderField: \"Content-Type\")"
        case .powerShell: "PowerShell always sends a Content-Type with a body: use curl.exe -T FILE $URL"
        case .postman: "Postman: body type 'binary', and switch the Content-Type header off"
        case .unknown: "send no Content-Type (curl -T FILE does not; curl: -H 'Content-Type:'  axios: headers: {'Content-Type': false})"
        }
    }

    /// How not to send some other header.
    static func omitting(_ names: [String], _ client: SendingClient) -> String {
        if names.count == 1, names[0].isSame(asAnyCase: "content-type") { return omittingContentType(client) }
        let list = Wording.list(names.map(Wording.header))
        return client == .curl ? "curl: leave out " + names.map { "-H '\(Wording.header($0)): ...'" }.joined(separator: " ") : "send no \(list)"
    }

    /// How to send a header with a value.
    static func adding(_ name: String, _ value: String, _ client: SendingClient) -> String {
        let (name, value) = (Wording.header(name), Wording.quoted(value))
        let python = "headers={'\(name)': '\(value)'}"
        return switch client {
        case .curl: "curl: -H '\(name): \(value)'"
        case .wget: "wget: --header='\(name): \(value)'"
        case .httpie: "httpie: http PUT \"$URL\" '\(name):\(value)' @FILE"
        case .requests: "requests: requests.put(url, data=f, \(python))"
        case .httpx: "httpx: httpx.put(url, content=f, \(python))"
        case .aiohttp: "aiohttp: session.put(url, data=f, \(python))"
        case .urllib: "urllib: Request(url, data=f, method='PUT', \(python))"
        case .axios: "axios: axios.put(url, data, {headers: {'\(name)': '\(value)'}})"
        case .nodeFetch, .browser: "fetch: fetch(url, {method: 'PUT', body, headers: {'\(name)': '\(value)'}})"
        case .java: "Java: connection.setRequestProperty(\"\(name)\", \"\(value)\")"
        case .apacheHTTPClient: "Apache HttpClient: put.setHeader(\"\(name)\", \"\(value)\")"
        case .okHTTP:
            name == "Content-Type"
                ? "OkHttp: RequestBody.create(MediaType.get(\"\(value)\"), file)" : "OkHttp: .header(\"\(name)\", \"\(value)\")"
        case .go: "Go: request.Header.Set(\"\(name)\", \"\(value)\")"
        case .cSharp:
            name == "Content-Type"
                ? "C#: content.Headers.ContentType = MediaTypeHeaderValue.Parse(\"\(value)\")"
                : "C#: request.Headers.TryAddWithoutValidation(\"\(name)\", \"\(value)\")"
        case .libcurl: "libcurl: curl_slist_append(headers, \"\(name): \(value)\")"
        case .php: "PHP: CURLOPT_HTTPHEADER => ['\(name): \(value)']"
        case .urlSession: "URLSession: request.setValue(\"\(value)\", forHTTPHeaderField: \"\(name)\")"
        case .powerShell: "PowerShell: curl.exe -T FILE -H '\(name): \(value)' $URL"
        case .postman: "Postman: set the header \(name) to \(value)"
        case .unknown: "send \(name): \(value)   (curl: -H '\(name): \(value)')"
        }
    }

    /// How to send another method.
    static func using(_ method: String, _ client: SendingClient) -> String {
        let method = Wording.quoted(method, limit: 20)
        return switch (client, method) {
        case (.curl, "PUT"): "curl: -T FILE, or -X PUT"
        case (.curl, "GET"): "curl: curl \"$URL\", without -T, -d, -F, -I and -X"
        case (.curl, "HEAD"): "curl: -I"
        case (.curl, _): "curl: -X \(method)"
        case (.wget, _): "wget: --method=\(method)"
        case (.httpie, _): "httpie: http \(method) \"$URL\""
        case (.requests, _): "requests: requests.\(ASCII.lowercased(method))(url)"
        case (.axios, _): "axios: axios({method: '\(ASCII.lowercased(method))', url})"
        case (.nodeFetch, _), (.browser, _): "fetch: fetch(url, {method: '\(method)'})"
        case (.java, _): "Java: connection.setRequestMethod(\"\(method)\")"
        case (.go, _): "Go: http.NewRequest(\"\(method)\", url, body)"
        case (.urlSession, _): "URLSession: request.httpMethod = \"\(method)\""
        default: "send \(method)"
        }
    }

    /// How to send a file as the body, and nothing around it.
    static func sendingFile(_ client: SendingClient) -> String {
        switch client {
        case .curl: "curl: curl -T FILE \"$URL\"   (-F is for POST forms)"
        case .wget: "wget: wget --method=PUT --body-file=FILE"
        case .requests: "requests: requests.put(url, data=open(path, 'rb')), not files="
        case .httpx: "httpx: httpx.put(url, content=open(path, 'rb')), not files="
        case .axios, .nodeFetch, .browser:
            "browser, axios: pass the File itself as the body, not a FormData: fetch(url, {method: 'PUT', body: new Blob([file])})"
        case .httpie: "httpie: http PUT \"$URL\" Content-Type: @FILE, without --form and --multipart"
        default: "send the file itself as the body, without multipart/form-data   (curl: -T FILE)"
        }
    }

    /// How to sign a header instead.
    static func signing(_ name: String, _ value: String) -> String {
        name.isSame(asAnyCase: "content-type")
            ? "or sign it: waybill presign ... --content-type '\(Wording.quoted(value))'"
            : "or sign it: waybill presign ... -H '\(Wording.header(name)): \(Wording.quoted(value))'"
    }
}

/// PowerShell 5 or later, with .NET's HttpClient, because Invoke-WebRequest adds a Content-Type of its own.
enum PowerShellSnippet {
    static func program(_ request: SnippetRequest) -> String {
        let quote = Quoting.powerShell
        let headers = request.headers.map { "\n    \(quote($0.name)), \(quote($0.value))" }.joined(separator: ",")
        return """
            \(Snippet.sizeNote(request, comment: "#"))$ErrorActionPreference = 'Stop'
            Add-Type -AssemblyName System.Net.Http

            $Url = \(quote(request.url))
            $File = \(quote(request.fileName))
            $Headers = @(\(headers))

            $Folder = $ExecutionContext.SessionState.Path.CurrentFileSystemLocation.ProviderPath
            $Path = [System.IO.Path]::Combine($Folder, $File)
            $Handler = [System.Net.Http.HttpClientHandler]::new()
            $Handler.AllowAutoRedirect = $false
            $Client = [System.Net.Http.HttpClient]::new($Handler)
            $Client.Timeout = [System.Threading.Timeout]::InfiniteTimeSpan
            $Request = [System.Net.Http.HttpRequestMessage]::new([System.Net.Http.HttpMethod]::new(\(quote(request.method))), $Url)
            $Stream = $null
            $Succeeded = $false
            try {\(opening(request))
                for ($Index = 0; $Index -lt $Headers.Count; $Index += 2) {
                    if (-not $Request.Headers.TryAddWithoutValidation($Headers[$Index], $Headers[$Index + 1])) {
                        [void]$Request.Content.Headers.TryAddWithoutValidation($Headers[$Index], $Headers[$Index + 1])
                    }
                }
                $Answer = $Client.SendAsync($Request, [System.Net.Http.HttpCompletionOption]::ResponseHeadersRead).GetAwaiter().GetResult()
                Write-Output "HTTP $([int]$Answer.StatusCode)"
                if ($Answer.IsSuccessStatusCode) {
                    \(success(request))
                    $Succeeded = $true
                } else {
                    [Console]::Error.WriteLine($Answer.Content.ReadAsStringAsync().GetAwaiter().GetResult())
                    if ($Answer.Headers.Contains('x-waybill-hint')) {
                        [Console]::Error.WriteLine('hint: ' + ($Answer.Headers.GetValues('x-waybill-hint') -join ' '))
                    }
                }
            } finally {
                if ($Stream) { $Stream.Dispose() }
                $Client.Dispose()
            }
            if (-not $Succeeded) { exit 1 }
            """
    }

    private static func opening(_ request: SnippetRequest) -> String {
        guard request.action == .upload else { return "" }
        return """

                $Stream = [System.IO.File]::OpenRead($Path)
                $Request.Content = [System.Net.Http.StreamContent]::new($Stream)
            """
    }

    private static func success(_ request: SnippetRequest) -> String {
        switch request.action {
        case .upload, .delete: "Write-Output ($Answer.Content.ReadAsStringAsync().GetAwaiter().GetResult())"
        case .inspect: "Write-Output ($Answer.Headers.ToString() + $Answer.Content.Headers.ToString())"
        case .download:
            """
            $Stream = [System.IO.File]::Create($Path + '.part')
                    [void]$Answer.Content.CopyToAsync($Stream).GetAwaiter().GetResult()
                    $Stream.Dispose()
                    Move-Item -Force -LiteralPath ($Path + '.part') -Destination $Path
            """
        }
    }
}

/// C# with HttpClient: .NET, .NET Framework and Mono.
enum CSharpSnippet {
    static func program(_ request: SnippetRequest) -> String {
        let quote = Quoting.cSharp
        let headers = request.headers.map { "        new[] { \(quote($0.name)), \(quote($0.value)) },\n" }.joined()
        return """
            \(Snippet.sizeNote(request, comment: "//"))using System;
            using System.IO;
            using System.Linq;
            using System.Net.Http;
            using System.Threading;
            using System.Threading.Tasks;

            class Program
            {
                const string Address = \(quote(request.url));
                const string FileName = \(quote(request.fileName));
                static readonly string[][] Headers = new string[][]
                {
            \(headers)    };

                static int Main()
                {
                    try
                    {
                        return Run().GetAwaiter().GetResult() ? 0 : 1;
                    }
                    catch (Exception error)
                    {
                        Console.Error.WriteLine("failed: " + error.GetBaseException().Message);
                        return 1;
                    }
                }

                static async Task<bool> Run()
                {
                    using (var client = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }))
                    using (var request = new HttpRequestMessage(new HttpMethod(\(quote(request.method))), Address))
                    {
                        client.Timeout = Timeout.InfiniteTimeSpan;\(sending(request))
                        foreach (var header in Headers)
                            if (!request.Headers.TryAddWithoutValidation(header[0], header[1]))
                                request.Content.Headers.TryAddWithoutValidation(header[0], header[1]);
                        using (var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead))
                        {
                            Console.WriteLine("HTTP " + (int)answer.StatusCode);
                            if (!answer.IsSuccessStatusCode)
                            {
                                Console.Error.WriteLine(await answer.Content.ReadAsStringAsync());
                                if (answer.Headers.Contains("x-waybill-hint"))
                                    Console.Error.WriteLine("hint: " + answer.Headers.GetValues("x-waybill-hint").First());
                                return false;
                            }
            \(receiving(request))
                            return true;
                        }
                    }
                }
            }
            """
    }

    private static func sending(_ request: SnippetRequest) -> String {
        guard request.action == .upload else { return "" }
        return """

                        request.Content = new StreamContent(File.OpenRead(FileName));
                        // A large file is not sent before the service has agreed to take it.
                        request.Headers.ExpectContinue = new FileInfo(FileName).Length > 1048576;
            """
    }

    private static func receiving(_ request: SnippetRequest) -> String {
        switch request.action {
        case .upload, .delete: "                Console.Write(await answer.Content.ReadAsStringAsync());"
        case .inspect:
            """
                            Console.Write(answer.Headers);
                            Console.Write(answer.Content.Headers);
            """
        case .download:
            """
                            using (var part = File.Create(FileName + ".part"))
                                await answer.Content.CopyToAsync(part);
                            File.Delete(FileName);
                            File.Move(FileName + ".part", FileName);
            """
        }
    }
}

import ArgumentParser

/// `waybill completion`: prints a script that teaches a shell the commands and flags.
struct CompletionCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "completion", abstract: "Print a completion script for bash, zsh or fish.",
        discussion: """
            bash:  waybill completion bash > ~/.local/share/bash-completion/completions/waybill
            zsh:   waybill completion zsh > "${fpath[1]}/_waybill"
            fish:  waybill completion fish > ~/.config/fish/completions/waybill.fish
            """)

    /// The shells.
    enum Shell: String, CaseIterable, ExpressibleByArgument { case bash, zsh, fish }

    @Argument(help: "The shell: bash, zsh or fish.")
    var shell: Shell

    func run() throws {
        let kind: CompletionShell =
            switch shell {
            case .bash: .bash
            case .zsh: .zsh
            case .fish: .fish
            }
        Console.data(WaybillCommand.completionScript(for: kind))
    }
}

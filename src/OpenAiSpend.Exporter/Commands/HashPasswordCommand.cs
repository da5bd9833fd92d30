using System.Text;
using OpenAiSpend.Exporter.Web.Access;

namespace OpenAiSpend.Exporter.Commands;

/// <summary>Hashes a password for <c>web.basic_auth_users</c>, by bcrypt. It is asked for, or read from standard input, and never an argument, which others could see.</summary>
internal static class HashPasswordCommand
{
    public static int Run()
    {
        var password = Console.IsInputRedirected ? Console.In.ReadLine() : Ask();
        if (string.IsNullOrEmpty(password))
        {
            Console.Error.WriteLine("A password is needed, on one line.");
            return ExitCode.Failed;
        }

        if (Encoding.UTF8.GetByteCount(password) > BcryptHash.MostPasswordBytes)
        {
            Console.Error.WriteLine($"The password is too long: bcrypt looks at the first {BcryptHash.MostPasswordBytes} bytes and no more.");
            return ExitCode.Failed;
        }

        Console.WriteLine(BcryptHash.Of(password));
        return ExitCode.Ok;
    }

    private static string Ask()
    {
        Console.Error.Write("Password: ");
        var password = new StringBuilder();
        while (Console.ReadKey(intercept: true) is { Key: not ConsoleKey.Enter } key)
        {
            if (key.Key == ConsoleKey.Backspace)
            {
                password.Length = Math.Max(0, password.Length - 1);
            }
            else if (!char.IsControl(key.KeyChar))
            {
                password.Append(key.KeyChar);
            }
        }

        Console.Error.WriteLine();
        return password.ToString();
    }
}

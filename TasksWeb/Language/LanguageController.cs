using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Localization;
using Microsoft.AspNetCore.Mvc;
using TasksWeb.Foundation;

namespace TasksWeb.Language;

/// <summary>Remembers the language and appearance a person has chosen over those the browser asks for.</summary>
[AllowAnonymous]
[AutoValidateAntiforgeryToken]
[ResponseCache(NoStore = true, Location = ResponseCacheLocation.None)]
public sealed class LanguageController : Controller
{
    [HttpPost("/language")]
    public IActionResult Choose([FromForm] string? culture, [FromForm] string? returnUrl)
    {
        if (culture is "en" or "ja")
            Remember(
                LanguageCookie.NameFor(Request), CookieRequestCultureProvider.MakeCookieValue(new RequestCulture(culture)));
        return Back(returnUrl);
    }

    [HttpPost("/appearance")]
    public IActionResult ChooseAppearance([FromForm] string? appearance, [FromForm] string? returnUrl)
    {
        if (appearance is "light" or "dark")
            Remember(Appearance.CookieName(Request), appearance);
        else
            Response.Cookies.Delete(Appearance.CookieName(Request), SiteCookie.Options(Request, "/"));
        return Back(returnUrl);
    }

    private void Remember(string name, string value) =>
        Response.Cookies.Append(name, value, SiteCookie.Options(Request, "/", TimeSpan.FromDays(365)));

    private RedirectResult Back(string? returnUrl) => Redirect(returnUrl == "/" ? "/" : ReturnUrl.Local(returnUrl));
}
